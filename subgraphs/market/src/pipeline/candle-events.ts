import type { CandleChange, NewEvent } from '@marketgraph/events';
import type { Provenance } from '@marketgraph/vocabulary';
import type { ChangedCandle } from '../storage/candle-writer.ts';

/** An event stays readable for every subscriber: a replay at full speed changes hundreds of candles at once. */
const MAX_CANDLES = 150;

export interface CandleOrigin {
  /** The series whose rows they are. */
  readonly id: number;
  readonly symbol: string;
  readonly source: string;
  readonly provenance: Provenance;
  readonly newestAt: number;
  readonly receivedAt: number;
}

/** Whether a candle misses nothing that is known to be missing. */
type IsComplete = (candle: ChangedCandle) => boolean;

/** What subscribers hear once the change is committed: the changed candles of each symbol and source, oldest first. */
export function candleEvents(
  candles: readonly ChangedCandle[],
  origins: readonly CandleOrigin[],
  isComplete: IsComplete = () => true,
): NewEvent<'CandlesUpdated'>[] {
  const bySeries = Map.groupBy(candles, ({ series }) => series);
  return origins.flatMap((origin) => {
    const own = (bySeries.get(origin.id) ?? []).toSorted((a, b) => a.openTime - b.openTime);
    return chunksOf(own).map((chunk) => candlesUpdated(chunk, origin, isComplete));
  });
}

function candlesUpdated(
  candles: readonly ChangedCandle[],
  { symbol, source, provenance, newestAt, receivedAt }: CandleOrigin,
  isComplete: IsComplete,
): NewEvent<'CandlesUpdated'> {
  return {
    type: 'CandlesUpdated',
    key: symbol,
    occurredAt: newestAt,
    receivedAt,
    payload: { symbol, source, provenance, candles: candles.map((candle) => toChange(candle, isComplete(candle))) },
  };
}

function toChange(candle: ChangedCandle, isComplete: boolean): CandleChange {
  const { interval, basis, openTime, closeTime, open, high, low, close, volume, tradeCount, closed, revision } = candle;
  const change = { interval, basis, openTime, closeTime, open, high, low, close, volume, tradeCount, closed, revision };
  return isComplete ? change : { ...change, complete: false };
}

function chunksOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / MAX_CANDLES) }, (_, index) =>
    items.slice(index * MAX_CANDLES, (index + 1) * MAX_CANDLES),
  );
}
