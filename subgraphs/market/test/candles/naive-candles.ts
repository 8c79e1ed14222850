import type { Sequence, SequenceCorrection, SequenceItem, SequenceQuote, SequenceTrade } from './sequences.ts';

/** A candle as plain texts; nothing here comes from the code under test. */
export interface NaiveCandle {
  readonly basis: 'LAST' | 'BID' | 'ASK';
  readonly interval: string;
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly turnover: string;
  readonly tradeCount: number;
  readonly closed: boolean;
}

interface Sale {
  readonly at: number;
  readonly key: number;
  readonly price: string;
  /** Null for a quote. */
  readonly size: string | null;
  readonly sets: 'all' | 'range' | 'none';
  readonly adds: boolean;
}

const MINUTE = 60_000;
const lengths = {
  ONE_MINUTE: MINUTE,
  FIVE_MINUTES: 5 * MINUTE,
  FIFTEEN_MINUTES: 15 * MINUTE,
  THIRTY_MINUTES: 30 * MINUTE,
  ONE_HOUR: 60 * MINUTE,
  FOUR_HOURS: 240 * MINUTE,
};
export const naiveIntervals = [...Object.keys(lengths), 'ONE_DAY', 'ONE_WEEK', 'ONE_MONTH'];

/** What each condition of the sequences means, written down by hand. */
const meanings: Readonly<Record<string, Pick<Sale, 'sets' | 'adds'>>> = {
  'P 1': { sets: 'all', adds: true },
  'P 2000': { sets: 'none', adds: true },
  'D 20100200': { sets: 'none', adds: true },
  'D 4800': { sets: 'range', adds: true },
  'P 1000000': { sets: 'none', adds: false },
  'Q utp:@4': { sets: 'range', adds: true },
  'N cta:FT': { sets: 'none', adds: true },
  'cta:9': { sets: 'all', adds: false },
};
const plain = { sets: 'all', adds: true } as const;

/** Sorts everything that was ever told and walks through it. */
export function naiveCandles(items: readonly SequenceItem[], timezone: Sequence['timezone']): NaiveCandle[] {
  const newestAt = Math.max(...items.filter((item) => item.kind !== 'correction').map(({ at }) => at));
  return naiveLine([{ items, counts: () => true }], timezone, newestAt);
}

/** What one source told, and when it was the one that counts. */
export interface NaiveSource {
  readonly items: readonly SequenceItem[];
  counts(at: number): boolean;
}

/** The same of several sources, each for its time. */
export function naiveLine(sources: readonly NaiveSource[], timezone: Sequence['timezone'], newestAt: number): NaiveCandle[] {
  const sales = sources.map(salesOf);
  return (['LAST', 'BID', 'ASK'] as const).flatMap((basis) =>
    candlesOf(
      basis,
      sales.flatMap((of) => of[basis]),
      timezone,
      newestAt,
    ),
  );
}

function salesOf({ items, counts }: NaiveSource): Record<NaiveCandle['basis'], Sale[]> {
  const quotes = distinct(items.filter((item): item is SequenceQuote => item.kind === 'quote')).filter(({ at }) => counts(at));
  const bids = quotes.map(({ at, key, bid }) => ({ at, key, price: bid, size: null, ...plain }));
  const asks = quotes.map(({ at, key, ask }) => ({ at, key, price: ask, size: null, ...plain }));
  const trades = rightTrades(items).filter(({ at }) => counts(at));
  const sales = trades.map((trade) => ({ ...trade, ...(meanings[trade.conditions ?? ''] ?? plain) }));
  const counted = sales.filter(({ sets, adds }) => sets !== 'none' || adds);
  const isTraded = items.some(({ kind }) => kind === 'trade');
  return { LAST: isTraded ? counted : bids, BID: bids, ASK: asks };
}

/** Each trade once, as its last correction (the one with the greatest key) left it. */
export function rightTrades(items: readonly SequenceItem[]): SequenceTrade[] {
  const corrections = items.filter((item): item is SequenceCorrection => item.kind === 'correction').sort((a, b) => a.key - b.key);
  return distinct(items.filter((item): item is SequenceTrade => item.kind === 'trade')).flatMap((trade) => {
    const last = corrections.findLast(({ tradeKey, tradeAt }) => tradeKey === trade.key && tradeAt === trade.at);
    if (!last) return [trade];
    return last.right ? [{ ...trade, ...last.right }] : [];
  });
}

function candlesOf(basis: NaiveCandle['basis'], sales: readonly Sale[], timezone: Sequence['timezone'], newestAt: number): NaiveCandle[] {
  const sorted = [...sales].sort((a, b) => a.at - b.at || a.key - b.key);
  return naiveIntervals.flatMap((interval) => {
    const groups = new Map<number, { end: number; group: Sale[] }>();
    for (const sale of sorted) {
      const { start, end } = boundsOf(interval, sale.at, timezone);
      groups.set(start, { end, group: [...(groups.get(start)?.group ?? []), sale] });
    }
    return [...groups].map(([openTime, { end, group }]) => ({ basis, interval, openTime, ...summaryOf(group), closed: end <= newestAt }));
  });
}

function summaryOf(group: readonly Sale[]) {
  const [full, range] = [group.filter(({ sets }) => sets === 'all'), group.filter(({ sets }) => sets !== 'none')];
  const ranged = range.length > 0 ? range : group;
  const ordered = full.length > 0 ? full : ranged;
  const prices = ranged.map(({ price }) => price).sort((a, b) => Number(a) - Number(b));
  const adding = group.filter(({ adds }) => adds);
  return {
    open: textOf(unitsOf(ordered[0]?.price ?? '0')),
    high: textOf(unitsOf(prices.at(-1) ?? '0')),
    low: textOf(unitsOf(prices[0] ?? '0')),
    close: textOf(unitsOf(ordered.at(-1)?.price ?? '0')),
    volume: textOf(adding.reduce((sum, { size }) => sum + unitsOf(size ?? '0'), 0n)),
    turnover: textOf(
      adding.reduce((sum, { price, size }) => sum + unitsOf(price) * unitsOf(size ?? '0'), 0n),
      2 * DIGITS,
    ),
    tradeCount: adding.length,
  };
}

/** Plain arithmetic in units of 10^-12. */
const DIGITS = 12;

function unitsOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(DIGITS, '0'));
}

/** Without the zeros that mean nothing. */
function textOf(units: bigint, digits = DIGITS): string {
  const text = units.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, '');
}

export function boundsOf(interval: string, at: number, timezone: string): { start: number; end: number } {
  if (interval in lengths) {
    const length = lengths[interval as keyof typeof lengths];
    const start = at - (((at % length) + length) % length);
    return { start, end: start + length };
  }
  if (interval === 'ONE_DAY') return dayOf(at, timezone);
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (interval === 'ONE_MONTH') return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) };
  const start = Date.UTC(year, month, date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return { start, end: start + 7 * 24 * 60 * MINUTE };
}

const days = new Map<string, { start: number; end: number }>();

/** Walks quarters of an hour both ways until the date on the wall is another one. */
function dayOf(at: number, timezone: string): { start: number; end: number } {
  const name = `${timezone} ${dateOf(at, timezone)}`;
  const known = days.get(name);
  if (known) return known;
  const quarter = 15 * MINUTE;
  const here = Math.floor(at / quarter) * quarter;
  let [start, end] = [here, here + quarter];
  while (dateOf(start - 1, timezone) === dateOf(at, timezone)) start -= quarter;
  while (dateOf(end, timezone) === dateOf(at, timezone)) end += quarter;
  days.set(name, { start, end });
  return { start, end };
}

const formats = new Map<string, Intl.DateTimeFormat>();
function dateOf(at: number, timezone: string): string {
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' });
  formats.set(timezone, format);
  return format.format(at);
}

function distinct<T extends { at: number; key: number }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [`${item.at} ${item.key}`, item])).values()];
}
