import { compareDecimals, type Interval, type PriceBasis } from '@marketgraph/vocabulary';
import type { CandlePart } from './candle-fold.ts';
import { joinSpan, type PriceSpan } from './price-span.ts';

/** A candle's row as it stands. */
export interface StoredCandle extends PriceSpan {
  readonly basis: PriceBasis;
  readonly interval: Interval;
  readonly openTime: number;
  readonly closeTime: number;
  readonly volume: string;
  readonly turnover: string;
  readonly tradeCount: number;
  readonly closed: boolean;
  readonly fromBids: boolean;
}

/** What a row should hold, and the minute that forms within its time: a reader adds that, the row may hold some of its prices. */
export interface TrueCandle {
  readonly part: CandlePart;
  readonly fromBids: boolean;
  readonly forming: CandlePart | null;
}

/** What is known to have ended (event time), and what a clock may have closed. */
export interface Ended {
  readonly surely: number;
  readonly perhaps: number;
}

export interface CandleDrift {
  readonly basis: PriceBasis;
  readonly interval: Interval;
  readonly openTime: number;
  /** The columns that differ; none where the row is missing or should not be there. */
  readonly columns: readonly string[];
  readonly stored: StoredCandle | null;
  readonly truth: TrueCandle | null;
}

/** Null when the row holds what it should. */
export function driftOf(stored: StoredCandle | undefined, truth: TrueCandle | undefined, ended: Ended): CandleDrift | null {
  const { basis, interval, openTime } = stored ?? truth?.part ?? {};
  if (basis === undefined || interval === undefined || openTime === undefined) return null;
  const columns = stored && truth ? differing(stored, truth, ended) : [];
  if (stored && truth && columns.length === 0) return null;
  return { basis, interval, openTime, columns, stored: stored ?? null, truth: truth ?? null };
}

/** Whether the row should be closed; a live feed's quiet candles are closed by the clock, which nobody can tell afterwards. */
export function shouldBeClosed({ closed, closeTime }: { closed: boolean; closeTime: number }, ended: Ended): boolean {
  return closeTime <= ended.surely || (closed && closeTime <= ended.perhaps);
}

const spans = ['priced', 'open', 'high', 'low', 'close', 'openAt', 'openKey', 'closeAt', 'closeKey'] as const;
const prices = new Set<string>(['open', 'high', 'low', 'close']);

function differing(stored: StoredCandle, { part, fromBids, forming }: TrueCandle, ended: Ended): string[] {
  const [is, should] = [withForming(stored, forming), withForming(part, forming)];
  const found: string[] = spans.filter((column) =>
    prices.has(column) ? compareDecimals(String(is[column]), String(should[column])) !== 0 : is[column] !== should[column],
  );
  if (forming) found.push(...misplaced(stored, part, forming).filter((column) => !found.includes(column)));
  if (stored.closeTime !== part.closeTime) found.push('closeTime');
  if (compareDecimals(stored.volume, String(part.volume)) !== 0) found.push('volume');
  if (compareDecimals(stored.turnover, String(part.turnover)) !== 0) found.push('turnover');
  if (stored.tradeCount !== part.tradeCount) found.push('tradeCount');
  if (stored.fromBids !== fromBids) found.push('fromBids');
  if (stored.closed !== shouldBeClosed({ closed: stored.closed, closeTime: part.closeTime }, ended)) found.push('closed');
  return found;
}

const ends = [
  { price: 'open', at: 'openAt', key: 'openKey' },
  { price: 'close', at: 'closeAt', key: 'closeKey' },
] as const;

/**
 * Who opened and closed a row, where the forming minute hides that it is wrong: either they are of that minute, or the true ones. What was
 * merged of rows that hold that minute's prices does not tell the true ones.
 */
function misplaced(stored: PriceSpan, truth: CandlePart, forming: CandlePart): string[] {
  const isForming = (at: number) => at >= forming.openTime && at < forming.closeTime;
  return ends.flatMap(({ price, at, key }) => {
    if (isForming(stored[at]) || (truth.tradeCount > 0 && isForming(truth[at]))) return [];
    if (stored[at] !== truth[at]) return [at];
    if (stored[key] !== truth[key]) return [key];
    return compareDecimals(stored[price], truth[price]) === 0 ? [] : [price];
  });
}

function withForming(span: PriceSpan, forming: CandlePart | null): PriceSpan {
  if (!forming) return span;
  const whole = { ...span };
  joinSpan(whole, forming);
  return whole;
}
