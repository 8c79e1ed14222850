import { addDecimals } from '@marketgraph/vocabulary';
import type { AdjustableCandle } from './adjust-candles.ts';
import { higher, lower } from './price-window.ts';

/**
 * Candles of an instrument under its symbols, oldest symbol first, as one history: where a symbol changed within a candle, or two
 * feeds used both for a while, both parts are in it.
 */
export function joinCandles(histories: readonly (readonly AdjustableCandle[])[]): AdjustableCandle[] {
  const joined = new Map<number, AdjustableCandle>();
  for (const candle of histories.flat()) {
    const earlier = joined.get(candle.openTime);
    joined.set(candle.openTime, earlier ? joinTwo(earlier, candle) : candle);
  }
  return [...joined.values()].sort((a, b) => a.openTime - b.openTime);
}

function joinTwo(earlier: AdjustableCandle, later: AdjustableCandle): AdjustableCandle {
  return {
    ...later,
    open: earlier.open,
    high: higher(earlier.high, later.high),
    low: lower(earlier.low, later.low),
    volume: addDecimals(earlier.volume, later.volume),
    ...(later.turnover === undefined ? {} : { turnover: addDecimals(earlier.turnover ?? '0', later.turnover) }),
    tradeCount: earlier.tradeCount + later.tradeCount,
    revision: earlier.revision + later.revision,
  };
}
