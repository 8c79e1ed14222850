import 'reflect-metadata';
import { type Interval, intervals, type PriceBasis, priceBases } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'candles' })
export class CandleRow {
  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  @PrimaryColumn({ type: 'text' })
  source!: string;

  @PrimaryColumn({ type: 'enum', enum: priceBases, enumName: 'price_basis' })
  basis!: PriceBasis;

  @PrimaryColumn({ type: 'enum', enum: intervals, enumName: 'candle_interval' })
  interval!: Interval;

  @PrimaryColumn({ name: 'open_time', type: 'timestamptz' })
  openTime!: Date;

  @Column({ name: 'close_time', type: 'timestamptz' })
  closeTime!: Date;

  @Column({ type: 'numeric' })
  open!: string;

  @Column({ type: 'numeric' })
  high!: string;

  @Column({ type: 'numeric' })
  low!: string;

  @Column({ type: 'numeric' })
  close!: string;

  @Column({ type: 'numeric' })
  volume!: string;

  /** Sum of price times size: what the volume cost. */
  @Column({ type: 'numeric' })
  turnover!: string;

  @Column({ name: 'trade_count', type: 'integer' })
  tradeCount!: number;

  @Column({ type: 'boolean' })
  closed!: boolean;

  @Column({ type: 'integer' })
  revision!: number;

  /** LAST of an instrument that was only quoted when the candle began. */
  @Column({ name: 'from_bids', type: 'boolean' })
  fromBids!: boolean;

  /** The trade that opened it: the least (time, key). */
  @Column({ name: 'open_at', type: 'timestamptz' })
  openAt!: Date;

  @Column({ name: 'open_key', type: 'bigint' })
  openKey!: string;

  /** The trade that closed it so far: the greatest (time, key). */
  @Column({ name: 'close_at', type: 'timestamptz' })
  closeAt!: Date;

  @Column({ name: 'close_key', type: 'bigint' })
  closeKey!: string;
}
