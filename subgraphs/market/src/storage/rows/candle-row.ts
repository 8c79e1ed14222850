import 'reflect-metadata';
import { type Interval, intervals, type PriceBasis, priceBases } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A wider candle's row holds closed minutes only: the minute that forms is added when it is read. */
@Entity({ name: 'candle_rows' })
export class CandleRow {
  @PrimaryColumn({ type: 'integer' })
  series!: number;

  @PrimaryColumn({ type: 'enum', enum: intervals, enumName: 'candle_interval' })
  interval!: Interval;

  @PrimaryColumn({ type: 'enum', enum: priceBases, enumName: 'price_basis' })
  basis!: PriceBasis;

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

  /** What its trades count for: 0 volume only, 1 high and low too, 2 all prices. */
  @Column({ type: 'smallint' })
  priced!: number;

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
