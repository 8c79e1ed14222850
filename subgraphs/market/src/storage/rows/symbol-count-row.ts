import 'reflect-metadata';
import type { Provenance } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was recorded of a symbol from one source, counted in the transactions that recorded it. */
@Entity({ name: 'symbol_counts' })
export class SymbolCountRow {
  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  @PrimaryColumn({ type: 'text' })
  source!: string;

  /** Null while there is history alone. */
  @Column({ type: 'text', nullable: true })
  provenance!: Provenance | null;

  @Column({ name: 'trade_count', type: 'bigint' })
  tradeCount!: string;

  @Column({ name: 'size_sum', type: 'numeric' })
  sizeSum!: string;

  @Column({ name: 'last_trade_at', type: 'timestamptz', nullable: true })
  lastTradeAt!: Date | null;

  @Column({ name: 'quote_count', type: 'bigint' })
  quoteCount!: string;

  @Column({ name: 'newest_at', type: 'timestamptz' })
  newestAt!: Date;
}
