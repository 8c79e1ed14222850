import { createHash } from 'node:crypto';
import type { TickBatch, TradeColumns } from '@marketgraph/market/storage/tick-batch';
import { seededRandom } from '../frame/statistics.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2020, 0, 6);
export const SOURCE = 'bench';
export const SYMBOLS = Array.from({ length: 500 }, (_, index) => `S${String(index).padStart(3, '0')}`);
const SERIES = SYMBOLS.map((symbol) => ({ symbol, source: SOURCE, provenance: 'LIVE' as const }));

/** All US stocks together trade about 2,000 times a second. */
const TRADES_PER_MS = 2;
const REPEATED = 0.05;

export interface Tape {
  /** Written before the clock runs: markets do not begin with the measurement, their candles are there already. */
  readonly leadIn: TickBatch;
  readonly batches: readonly TickBatch[];
  /** Rows in all batches but the lead-in, repeats included: what both arms are given. */
  readonly rows: number;
  /** What must be stored in the end. */
  readonly unique: { readonly count: number; readonly sizeSum: number; readonly hash: string };
  /** 20200106 */
  readonly day: string;
}

/**
 * Trades of 500 symbols around the end of a minute, each input on a day of its own. One row in twenty repeats an earlier one, half
 * of them of the same batch, half of any: as a feed does that reconnects.
 */
export function makeTape(input: number, batchCount: number, batchSize: number): Tape {
  const random = seededRandom(input + 1);
  // Any minute of the hour: one in five ends a candle of five minutes too, one in sixty that of the hour.
  const minute = FIRST_DAY + (input + 0.5) * DAY_MS + ((input * 37 + 11) % 60) * MINUTE_MS;
  const begin = minute - Math.floor((batchCount * batchSize) / TRADES_PER_MS / 2);
  const all: TradeColumns = emptyColumns();
  const batches = Array.from({ length: batchCount + 1 }, () => {
    const trades = emptyColumns();
    for (let row = 0; row < batchSize; row++) {
      const earlier = random() < REPEATED && all.key.length > 0 ? earlierPlace(random, all, trades) : null;
      if (earlier) repeat(trades, earlier.of, earlier.place);
      else invent(trades, all, random, begin);
    }
    return { series: SERIES, trades, quotes: { of: [], key: [], occurredAt: [], receivedAt: [], bid: [], ask: [] } };
  });
  const [leadIn, ...timed] = batches;
  if (!leadIn) throw new RangeError('A tape has a lead-in.');
  const day = new Date(minute).toISOString().slice(0, 10).replaceAll('-', '');
  return { leadIn, batches: timed, rows: batchCount * batchSize, unique: uniqueOf(all), day };
}

function emptyColumns(): TradeColumns {
  return { of: [], key: [], occurredAt: [], receivedAt: [], price: [], size: [], side: [], conditions: [] };
}

function earlierPlace(random: () => number, all: TradeColumns, own: TradeColumns): { of: TradeColumns; place: number } {
  const from = random() < 0.5 && own.key.length > 0 ? own : all;
  return { of: from, place: Math.floor(random() * from.key.length) };
}

/** Keys rise within each symbol, as venues number their trades. */
function invent(trades: TradeColumns, all: TradeColumns, random: () => number, begin: number): void {
  const number = all.key.length;
  const occurredAt = begin + Math.floor(number / TRADES_PER_MS);
  const of = Math.floor(random() * SYMBOLS.length);
  const cents = 5_000 + of * 20 + Math.floor(random() * 50);
  const columns = {
    of,
    key: number + 1,
    occurredAt,
    receivedAt: occurredAt + 3 + Math.floor(random() * 20),
    price: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
    size: String(1 + Math.floor(random() * 400)),
    side: random() < 0.5 ? ('BUY' as const) : ('SELL' as const),
    conditions: null,
  };
  push(trades, columns);
  push(all, columns);
}

function repeat(trades: TradeColumns, of: TradeColumns, place: number): void {
  const names = Object.keys(trades) as (keyof TradeColumns)[];
  for (const name of names) (trades[name] as unknown[]).push(of[name][place]);
}

function push(columns: TradeColumns, values: Record<keyof TradeColumns, unknown>): void {
  for (const name of Object.keys(columns) as (keyof TradeColumns)[]) (columns[name] as unknown[]).push(values[name]);
}

/** In the order of keys, which no two trades of a tape share. */
function uniqueOf({ of, key, occurredAt, price, size }: TradeColumns): Tape['unique'] {
  const hash = createHash('md5');
  let sizeSum = 0;
  for (const [place, one] of key.entries()) {
    hash.update(`${SYMBOLS[of[place] ?? 0]}|${one}|${occurredAt[place]}|${price[place]}|${size[place]},`);
    sizeSum += Number(size[place]);
  }
  return { count: key.length, sizeSum, hash: hash.digest('hex') };
}
