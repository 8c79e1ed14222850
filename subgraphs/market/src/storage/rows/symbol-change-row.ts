import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SymbolChange } from '../../domain/symbol-history.ts';

@Entity({ name: 'symbol_changes' })
export class SymbolChangeRow {
  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  /** 2022-06-09 */
  @PrimaryColumn({ type: 'date' })
  date!: string;

  @Column({ type: 'text' })
  kind!: SymbolChange['kind'];

  /** Of a rename. */
  @Column({ type: 'text', nullable: true })
  became!: string | null;
}
