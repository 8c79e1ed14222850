import 'reflect-metadata';
import type { AssetClass } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What this subgraph heard of instruments in the log. */
@Entity({ name: 'instruments' })
export class InstrumentRow {
  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'asset_class', type: 'text' })
  assetClass!: AssetClass;
}
