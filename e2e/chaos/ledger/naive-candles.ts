import type { LedgerEntry } from './ledger-file.ts';

/** A candle as anyone would compute it who has all trades of it at hand. */
export interface NaiveCandle {
  readonly symbol: string;
  readonly source: string;
  readonly interval: string;
  readonly openTime: number;
  readonly closeTime: number;
  open: string;
  high: string;
  low: string;
  close: string;
  /** In steps of 10^-8. */
  volume: bigint;
  tradeCount: number;
  closed: boolean;
  /** A trade came when the candle had closed by the symbol's own newest trade: only then may a revision be told. */
  late: boolean;
  /** Such a trade came so long after the close, to a candle that was there, that a revision must be told. */
  surelyRevised: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const SOME_MONDAY = Date.UTC(2024, 0, 1);
const MUCH_LATER_MS = 20_000;

const lengths: Readonly<Record<string, number>> = {
  ONE_MINUTE: MINUTE,
  FIVE_MINUTES: 5 * MINUTE,
  FIFTEEN_MINUTES: 15 * MINUTE,
  THIRTY_MINUTES: 30 * MINUTE,
  ONE_HOUR: HOUR,
  FOUR_HOURS: 4 * HOUR,
  ONE_DAY: DAY,
};

/** Every candle of all intervals: each from its own trades, none from another candle. `trades` are in the order told. */
export function naiveCandles(trades: readonly LedgerEntry[]): NaiveCandle[] {
  return [...Map.groupBy(trades, ({ symbol, source }) => `${symbol} ${source}`).values()].flatMap((ofOne) => [
    ...Object.entries(lengths).flatMap(([interval, length]) => candlesOf(ofOne, interval, (at) => alignedTo(at, length, 0))),
    ...candlesOf(ofOne, 'ONE_WEEK', (at) => alignedTo(at, 7 * DAY, SOME_MONDAY)),
    ...candlesOf(ofOne, 'ONE_MONTH', monthOf),
  ]);
}

type Bounds = readonly [openTime: number, closeTime: number];

function candlesOf(trades: readonly LedgerEntry[], interval: string, boundsOf: (at: number) => Bounds): NaiveCandle[] {
  const newest = trades.reduce((latest, { at }) => Math.max(latest, at), 0);
  const arrivals = closings(trades);
  const groups = Map.groupBy(trades, ({ at }) => boundsOf(at)[0]);
  return [...groups].flatMap(([openTime, members]) => {
    const inOrder = members.toSorted((a, b) => a.at - b.at || a.key - b.key);
    const [first, last] = [inOrder[0], inOrder.at(-1)];
    if (!first || !last) return [];
    const closeTime = boundsOf(openTime)[1];
    const prices = inOrder.map(({ price }) => price).sort((a, b) => Number(a) - Number(b));
    const closedFrom = arrivals(closeTime);
    const [earliest] = members;
    return {
      symbol: first.symbol,
      source: first.source,
      interval,
      openTime,
      closeTime,
      open: first.price,
      close: last.price,
      low: prices[0] ?? '',
      high: prices.at(-1) ?? '',
      volume: members.reduce((sum, { size }) => sum + steps(size), 0n),
      tradeCount: members.length,
      closed: closeTime <= newest,
      late: closedFrom !== null && members.some((trade) => trade.order > closedFrom.order),
      surelyRevised:
        closedFrom !== null &&
        earliest !== undefined &&
        earliest.order < closedFrom.order &&
        members.some(({ t }) => t > closedFrom.t + MUCH_LATER_MS),
    };
  });
}

/** The first trade to pass an instant, in the order told. */
function closings(trades: readonly LedgerEntry[]): (instant: number) => LedgerEntry | null {
  const steps: LedgerEntry[] = [];
  for (const trade of trades) if (trade.at > (steps.at(-1)?.at ?? 0)) steps.push(trade);
  return (instant) => steps.find(({ at }) => at >= instant) ?? null;
}

function alignedTo(at: number, length: number, origin: number): Bounds {
  const openTime = Math.floor((at - origin) / length) * length + origin;
  return [openTime, openTime + length];
}

function monthOf(at: number): Bounds {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
}

function steps(size: string): bigint {
  const [whole = '0', part = ''] = size.split('.');
  return BigInt(whole + part.padEnd(8, '0'));
}
