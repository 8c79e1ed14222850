import type { UTCTimestamp } from 'lightweight-charts';

export interface CandlePoint {
  readonly openTime: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

export interface CandleColumns {
  readonly openTime: readonly string[];
  readonly open: readonly string[];
  readonly high: readonly string[];
  readonly low: readonly string[];
  readonly close: readonly string[];
  readonly volume: readonly string[];
}

export function secondsOf(instant: string): UTCTimestamp {
  return Math.floor(Date.parse(instant) / 1_000) as UTCTimestamp;
}

export function barOf(point: CandlePoint) {
  return {
    time: secondsOf(point.openTime),
    open: Number(point.open),
    high: Number(point.high),
    low: Number(point.low),
    close: Number(point.close),
  };
}

/** Columns come oldest first and of equal length. */
export function pointsOf(columns: CandleColumns): CandlePoint[] {
  return columns.openTime.map((openTime, index) => ({
    openTime,
    open: columns.open[index] ?? '0',
    high: columns.high[index] ?? '0',
    low: columns.low[index] ?? '0',
    close: columns.close[index] ?? '0',
    volume: columns.volume[index] ?? '0',
  }));
}
