import type { Interval, PriceBasis } from '@marketgraph/vocabulary';

/** OHLCV over one interval, known by its open time. Times are milliseconds since 1970 UTC. */
export interface Candle {
  readonly interval: Interval;
  readonly basis: PriceBasis;
  readonly openTime: number;
  readonly closeTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly tradeCount: number;
}

/** A candle as it stands in the record. */
export interface RecordedCandle extends Candle {
  /** False while trades still come in. */
  readonly closed: boolean;
  /** Rises each time a late trade changes a closed candle. */
  readonly revision: number;
}
