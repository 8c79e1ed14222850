import type { Interval } from '@marketgraph/vocabulary';
import type { Adjustment } from './adjustment.ts';
import type { RecordedCandle } from './candle.ts';
import { DecimalSum } from './decimal-sum.ts';
import { joinPrices } from './join-prices.ts';
import type { Priced } from './sale-conditions.ts';

/** A candle, with the sum of price times size and how far its prices count where that was read. */
export interface AdjustableCandle extends RecordedCandle {
  readonly turnover?: string;
  readonly priced?: Priced;
}

/** Candles of weeks and months whose days do not all have the same factors: those are made of adjusted days instead. */
export function spansActions({ openTime, closeTime }: RecordedCandle, adjustment: Adjustment): boolean {
  return adjustment.at(openTime) !== adjustment.at(closeTime - 1);
}

export function isMadeOfDays(interval: Interval): boolean {
  return interval === 'ONE_WEEK' || interval === 'ONE_MONTH';
}

/**
 * Raw candles as splits and dividends since then make them comparable with today's prices. `days` are the raw day candles of the
 * weeks and months that span an action; where there are none, the factors of the period's end count for all of it.
 */
export function adjustCandles<C extends AdjustableCandle>(
  candles: readonly C[],
  adjustment: Adjustment,
  days: readonly AdjustableCandle[] = [],
): C[] {
  return candles.map((candle) => {
    if (!isMadeOfDays(candle.interval) || !spansActions(candle, adjustment)) return adjustCandle(candle, candle.openTime, adjustment);
    const own = days.filter((day) => isWithin(day, candle)).map((day) => adjustCandle(day, day.openTime, adjustment));
    return own.length > 0 ? { ...candle, ...foldDays(own) } : adjustCandle(candle, candle.closeTime - 1, adjustment);
  });
}

function adjustCandle<C extends AdjustableCandle>(candle: C, at: number, adjustment: Adjustment): C {
  const step = adjustment.at(at);
  if (!step) return candle;
  const { open, high, low, close, volume, turnover } = candle;
  return {
    ...candle,
    open: adjustment.price(open, step),
    high: adjustment.price(high, step),
    low: adjustment.price(low, step),
    close: adjustment.price(close, step),
    volume: adjustment.volume(volume, step),
    ...(turnover === undefined ? {} : { turnover: adjustment.turnover(turnover, step) }),
  };
}

/** Days begin at the venue's midnight, weeks and months at that of UTC: a day belongs where its middle lies. */
function isWithin(day: RecordedCandle, { openTime, closeTime }: RecordedCandle): boolean {
  const middle = (day.openTime + day.closeTime) / 2;
  return middle >= openTime && middle < closeTime;
}

/** Days oldest first, at least one. */
function foldDays(days: readonly AdjustableCandle[]) {
  const volume = new DecimalSum();
  const turnover = new DecimalSum();
  for (const day of days) {
    volume.add(day.volume);
    turnover.add(day.turnover ?? '0');
  }
  return { ...joinPrices(days), volume: String(volume), ...(days[0]?.turnover === undefined ? {} : { turnover: String(turnover) }) };
}
