import { logReturns, standardDeviation } from '@marketgraph/indicators';
import {
  changePercent,
  DAY_MS,
  fromScaled,
  HOUR_MS,
  type Interval,
  intervalMs,
  MINUTE_MS,
  scaleOf,
  toScaled,
} from '@marketgraph/vocabulary';
import { candleOpenTime } from './calendar.ts';
import type { Candle } from './candle.ts';
import { DecimalSum } from './decimal-sum.ts';
import type { Exchange } from './instrument.ts';
import { ALL_PRICES, type Priced, VOLUME_ONLY } from './sale-conditions.ts';

export interface Statistics {
  /** Of the window's first trade. */
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly last: string | null;
  readonly volume: string;
  readonly tradeCount: number;
  /**
   * The sum of price times size over the sum of sizes, trade by trade: the definition of the volume-weighted average price, and not its
   * estimate from typical prices that charts draw. Cut off, not rounded, four digits behind those of the prices.
   */
  readonly vwap: string | null;
  /** Of `last` against `open`, in percent: within the window, where a quote's change is against the close before its day. */
  readonly changePercent: number | null;
  /**
   * Historical volatility as textbooks on options estimate it: the sample standard deviation (n - 1) of the logarithms of each close over
   * the one before, times the root of the number of such steps in a year, in percent.
   */
  readonly volatilityPercent: number | null;
}

/** A trading year of venues with sessions, in days; without sessions every day counts. */
const SESSIONS_PER_YEAR = 252;
const DAYS_PER_YEAR = 365;
/** A pause longer than any within a session: the step over it is that of a night, and no step of the candles' length. */
const NIGHT_MS = 4 * HOUR_MS;
/** Digits that an average price has beyond those of the prices. */
const AVERAGE_DIGITS = 4;

/** The finest interval that covers the window with some three thousand candles at most. */
export function statisticsInterval(windowMs: number): Interval {
  if (windowMs <= 2 * DAY_MS) return 'ONE_MINUTE';
  if (windowMs <= 30 * DAY_MS) return 'FIFTEEN_MINUTES';
  return windowMs <= 120 * DAY_MS ? 'ONE_HOUR' : 'ONE_DAY';
}

/**
 * Where the window that ends at `newestAt` begins: with the whole candle that its first moment lies in. So nothing of the window is
 * missing, and at most one candle's time comes before it.
 */
export function statisticsFrom(newestAt: number, windowMs: number, timezone: string): number {
  return candleOpenTime(statisticsInterval(windowMs), Math.max(newestAt - windowMs, 0), timezone);
}

/** `turnover` is the sum of price times size; left out, all prices of a candle count. */
type StatisticsCandle = Candle & { readonly turnover: string; readonly priced?: Priced };

/** Candles oldest first. As in one candle of the whole window: open, last and returns are of those whose prices count most. */
export function statisticsOf(candles: readonly StatisticsCandle[], exchange: Exchange | null): Statistics {
  const most = candles.reduce<Priced>((rank, { priced = ALL_PRICES }) => (priced > rank ? priced : rank), VOLUME_ONLY);
  const ordered = candles.filter(({ priced = ALL_PRICES }) => priced === most);
  const ranged = candles.filter(({ priced = ALL_PRICES }) => most === VOLUME_ONLY || priced !== VOLUME_ONLY);
  const [first, last] = [ordered[0], ordered.at(-1)];
  const volume = sumOf(candles.map((candle) => candle.volume));
  return {
    open: first?.open ?? null,
    high: extreme(
      ranged.map((candle) => candle.high),
      (a, b) => a > b,
    ),
    low: extreme(
      ranged.map((candle) => candle.low),
      (a, b) => a < b,
    ),
    last: last?.close ?? null,
    volume,
    tradeCount: candles.reduce((sum, candle) => sum + candle.tradeCount, 0),
    vwap: quotient(sumOf(candles.map((candle) => candle.turnover)), volume, scaleOf(last?.close ?? '0') + AVERAGE_DIGITS),
    changePercent: first && last ? changePercent(last.close, first.open) : null,
    volatilityPercent: volatility(ordered, exchange),
  };
}

function volatility(candles: readonly Candle[], exchange: Exchange | null): number | null {
  const interval = candles[0]?.interval;
  const deviation = standardDeviation(sessionsOf(candles, exchange).flatMap(closeReturns));
  if (!interval || deviation === null) return null;
  return deviation * Math.sqrt(candlesPerYear(interval, exchange)) * 100;
}

function closeReturns(candles: readonly Candle[]): number[] {
  return logReturns(candles.map((candle) => Number(candle.close)).filter((close) => close > 0));
}

/** Within a day of a venue with sessions, steps over nights are left out: the year that they are scaled to has none. */
function sessionsOf(candles: readonly Candle[], exchange: Exchange | null): Candle[][] {
  const [first] = candles;
  if (!first || !exchange?.session || intervalMs[first.interval] >= DAY_MS) return [[...candles]];
  const sessions: Candle[][] = [];
  for (const [index, candle] of candles.entries()) {
    const before = candles[index - 1];
    if (!before || candle.openTime - before.closeTime >= NIGHT_MS) sessions.push([]);
    sessions.at(-1)?.push(candle);
  }
  return sessions;
}

function candlesPerYear(interval: Interval, exchange: Exchange | null): number {
  const session = exchange?.session;
  if (!session) return (DAYS_PER_YEAR * DAY_MS) / intervalMs[interval];
  if (intervalMs[interval] >= DAY_MS) return (SESSIONS_PER_YEAR * DAY_MS) / intervalMs[interval];
  return (SESSIONS_PER_YEAR * (session.closes - session.opens) * MINUTE_MS) / intervalMs[interval];
}

function extreme(prices: readonly string[], isBetter: (a: number, b: number) => boolean): string | null {
  return prices.reduce<string | null>((best, price) => (best === null || isBetter(Number(price), Number(best)) ? price : best), null);
}

function sumOf(values: readonly string[]): string {
  const sum = new DecimalSum();
  for (const value of values) sum.add(value);
  return sum.toString();
}

/** a / b cut off at `scale` digits; null when b is 0. */
function quotient(a: string, b: string, scale: number): string | null {
  const [scaleA, scaleB] = [scaleOf(a), scaleOf(b)];
  const divisor = toScaled(b, scaleB);
  if (divisor === 0n) return null;
  const digits = BigInt(scale + scaleB) - BigInt(scaleA);
  const dividend = toScaled(a, scaleA);
  return fromScaled(digits >= 0n ? (dividend * 10n ** digits) / divisor : dividend / (divisor * 10n ** -digits), scale);
}
