import type { NewEvent } from '@marketgraph/events';
import { MissingTimes } from '../domain/missing-times.ts';
import type { ChangedCandle } from '../storage/candle-writer.ts';
import { readMissingTimes } from '../storage/gap-times.ts';
import type { Sql } from '../storage/sql.ts';
import { type CandleOrigin, candleEvents } from './candle-events.ts';

/** Candles that are to be told, and whose they are. */
export interface ToldCandles {
  readonly candles: readonly ChangedCandle[];
  readonly origins: readonly CandleOrigin[];
}

/** The events that tell them, and of each candle whether its source may have missed prices of its time. */
export async function tellCandles(sql: Sql, told: ToldCandles): Promise<NewEvent<'CandlesUpdated'>[]> {
  return candleEvents(told.candles, told.origins, await completenessOf(sql, told));
}

/** What is replayed or simulated has no gaps. */
async function completenessOf(sql: Sql, { candles, origins }: ToldCandles): Promise<(candle: ChangedCandle) => boolean> {
  const live = new Set(origins.flatMap(({ id, provenance }) => (provenance === 'LIVE' || provenance === 'DELAYED' ? [id] : [])));
  const [from, to] = live.size === 0 ? [0, 0] : boundsOf(candles.filter(({ series }) => live.has(series)));
  if (from >= to) return () => true;
  const times = Map.groupBy(await readMissingTimes(sql, [...live], { from, to }), ({ series }) => series);
  if (times.size === 0) return () => true;
  const missing = new Map([...times].map(([series, own]) => [series, new MissingTimes(own)]));
  return (candle) => missing.get(candle.series)?.isComplete(candle) ?? true;
}

function boundsOf(candles: readonly ChangedCandle[]): [number, number] {
  return candles.reduce<[number, number]>(
    ([from, to], { openTime, closeTime }) => [Math.min(from, openTime), Math.max(to, closeTime)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
