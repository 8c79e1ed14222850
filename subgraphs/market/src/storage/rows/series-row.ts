import 'reflect-metadata';
import type { Provenance } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What one source tells of one symbol: its number, and what was recorded of it, counted in the transactions that recorded it. */
@Entity({ name: 'series' })
export class SeriesRow {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column({ type: 'text' })
  symbol!: string;

  @Column({ type: 'text' })
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

  /** Null before anything was recorded. */
  @Column({ name: 'newest_at', type: 'timestamptz', nullable: true })
  newestAt!: Date | null;

  /** The series whose rows are its candles, where other sources may replace it. */
  @Column({ type: 'integer', nullable: true })
  line!: number | null;

  /** Of a line's own row: the trades of all its sources that counted. */
  @Column({ name: 'counted_trades', type: 'bigint' })
  countedTrades!: string;

  @Column({ name: 'counted_last_at', type: 'timestamptz', nullable: true })
  countedLastAt!: Date | null;
}
