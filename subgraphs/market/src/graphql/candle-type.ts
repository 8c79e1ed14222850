import { DateTimeScalar, DecimalScalar, PageInfoType } from '@marketgraph/subgraph-server';
import type { Interval } from '@marketgraph/vocabulary';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import type { RecordedCandle } from '../domain/candle.ts';
import { IntervalEnum } from './enums.ts';
import type { MissingPrices } from './missing-prices.ts';

@Directive('@shareable')
@ObjectType('Candle')
export class CandleType {
  @Field(() => DateTimeScalar)
  openTime!: number;

  @Field(() => DateTimeScalar)
  closeTime!: number;

  @Field(() => DecimalScalar)
  open!: string;

  @Field(() => DecimalScalar)
  high!: string;

  @Field(() => DecimalScalar)
  low!: string;

  @Field(() => DecimalScalar)
  close!: string;

  @Field(() => DecimalScalar)
  volume!: string;

  @Field(() => Int)
  tradeCount!: number;

  @Field(() => Boolean, { description: 'False while trades still come in.' })
  closed!: boolean;

  @Field(() => Int, { description: 'Rises each time a late trade changes a closed candle.' })
  revision!: number;

  /** Of the answer that it belongs to; no field of the graph. */
  missing?: MissingPrices;
}

@ObjectType('CandleEdge')
export class CandleEdgeType {
  @Field(() => CandleType)
  node!: CandleType;

  @Field(() => String)
  cursor!: string;
}

@ObjectType('CandleConnection')
export class CandleConnectionType {
  @Field(() => [CandleEdgeType])
  edges!: CandleEdgeType[];

  @Field(() => [CandleType])
  nodes!: CandleType[];

  @Field(() => PageInfoType)
  pageInfo!: PageInfoType;
}

@ObjectType('CandleSeries', { description: 'Candles as columns of equal length, oldest first.' })
export class CandleSeriesType {
  @Field(() => IntervalEnum)
  interval!: Interval;

  @Field(() => [DateTimeScalar])
  openTime!: number[];

  @Field(() => [DecimalScalar])
  open!: string[];

  @Field(() => [DecimalScalar])
  high!: string[];

  @Field(() => [DecimalScalar])
  low!: string[];

  @Field(() => [DecimalScalar])
  close!: string[];

  @Field(() => [DecimalScalar])
  volume!: string[];

  @Field(() => [Int])
  tradeCount!: number[];

  @Field(() => Boolean, { description: 'Whether the last one still forms.' })
  forming!: boolean;

  /** Of which instrument; no field of the graph. */
  symbol!: string;
}

export function toColumns(candles: readonly RecordedCandle[]): Omit<CandleSeriesType, 'interval' | 'symbol'> {
  return {
    openTime: candles.map((candle) => candle.openTime),
    open: candles.map((candle) => candle.open),
    high: candles.map((candle) => candle.high),
    low: candles.map((candle) => candle.low),
    close: candles.map((candle) => candle.close),
    volume: candles.map((candle) => candle.volume),
    tradeCount: candles.map((candle) => candle.tradeCount),
    forming: candles.at(-1)?.closed === false,
  };
}
