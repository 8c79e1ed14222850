import 'reflect-metadata';
import type { AssetClass, Region } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Exchange } from '../../domain/instrument.ts';

@Entity({ name: 'instruments' })
export class InstrumentRow {
  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'asset_class', type: 'text' })
  assetClass!: AssetClass;

  @Column({ type: 'text' })
  region!: Region;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'jsonb', nullable: true })
  exchange!: Exchange | null;

  @Column({ type: 'text', nullable: true })
  sector!: string | null;

  @Column({ name: 'tick_size', type: 'numeric' })
  tickSize!: string;
}
