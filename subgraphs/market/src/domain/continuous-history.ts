import { addDecimals } from '@marketgraph/vocabulary';
import type { AdjustableCandle } from './adjust-candles.ts';
import { joinPrices } from './join-prices.ts';
import { ALL_PRICES } from './sale-conditions.ts';

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
    ...joinPrices([earlier, later]),
    ...(later.priced === undefined
      ? {}
      : { priced: (earlier.priced ?? ALL_PRICES) > later.priced ? (earlier.priced ?? ALL_PRICES) : later.priced }),
    volume: addDecimals(earlier.volume, later.volume),
    ...(later.turnover === undefined ? {} : { turnover: addDecimals(earlier.turnover ?? '0', later.turnover) }),
    tradeCount: earlier.tradeCount + later.tradeCount,
    revision: earlier.revision + later.revision,
  };
}
