import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { copyOut } from '@marketgraph/postgres';
import { type Interval, intervals, priceBases } from '@marketgraph/vocabulary';
import { z } from 'zod';
import { candlesSelect, quotesSelect, tradesSelect } from '../../storage/export-queries.ts';
import type { MarketStore } from '../../storage/open-market-store.ts';
import { allSeries, type SeriesFacts } from '../../storage/series-facts.ts';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { noMore, symbolOf } from './arguments.ts';
import { adjustedLines } from './export-rows.ts';
import { isForward, notForward, rangeGiven, rangeOf, rangeOptions } from './time-range.ts';

type StoredInterval = Exclude<Interval, 'ONE_SECOND'>;
const storedIntervals = intervals.filter((interval): interval is StoredInterval => interval !== 'ONE_SECOND');

const HELP = `Writes trades, quotes or candles of a symbol as CSV, oldest first.

  npm run --silent export -- trades SPY > spy.csv
  npm run export -- candles AAPL --interval ONE_DAY --adjusted --out aapl.csv.gz

  trades    ts_ms,price,size,taker_side,conditions,key       (cancelled ones are left out)
  quotes    ts_ms,bid,ask,key
  candles   ts_ms,open,high,low,close,volume,turnover,trade_count,closed,revision      (ts_ms is the open time)

  --source NAME     whose; may be left out where only one tells of the symbol
  --interval I      ${storedIntervals.join(', ')}; ONE_MINUTE when left out
  --basis B         LAST (default), BID or ASK
  --from, --to      [from, to): 2013-10-07 or 2013-10-07T14:30:00Z
  --adjusted        candles comparable with today's prices, after splits and dividends
  --out FILE        instead of stdout; compressed where it ends in .gz, and there only once it is whole

Times are milliseconds since 1970 UTC. npm run backfill reads every one of these files; --silent keeps npm's own lines out of stdout.`;

const given = z
  .object({
    source: z.string().optional(),
    interval: z.enum(storedIntervals, { error: `is none of ${storedIntervals.join(', ')}.` }).optional(),
    basis: z.enum(priceBases, { error: `is none of ${priceBases.join(', ')}.` }).optional(),
    ...rangeGiven,
    adjusted: z.boolean().default(false),
    out: z.string().min(1, 'names no file.').optional(),
    positionals: z.array(z.string()),
  })
  .refine(isForward, notForward);

type Given = z.infer<typeof given>;

const text = { type: 'string' } as const;

export const exportPrices = command({
  name: 'export',
  help: HELP,
  options: { source: text, interval: text, basis: text, ...rangeOptions, adjusted: { type: 'boolean' }, out: text },
  given,
  async work(asked, place) {
    const [what, name, ...more] = asked.positionals;
    if (what !== 'trades' && what !== 'quotes' && what !== 'candles') throw new BadArguments('Say what: trades, quotes or candles.');
    const symbol = symbolOf(name);
    noMore(more, 0);
    if (what !== 'candles') refuse(asked, ['interval', 'basis', 'adjusted'], `is for candles, not for ${what}.`);
    const store = await place.market();
    const series = await seriesOf(symbol, asked.source, store);
    await write(asked.out, place, (out) => exportTo(out, what, series, asked, store, place.signal));
    return true;
  },
});

function refuse(asked: Given, options: readonly ('interval' | 'basis' | 'adjusted')[], why: string): void {
  const wrong = options.find((option) => asked[option]);
  if (wrong) throw new BadArguments(`--${wrong}: ${why}`);
}

async function seriesOf(symbol: string, source: string | undefined, { database }: MarketStore): Promise<SeriesFacts> {
  const all = await allSeries(database.pool, [symbol], null);
  const found = source === undefined ? all : all.filter((series) => series.source === source);
  const [only] = found;
  const sources = all.map((series) => series.source).join(', ');
  if (!only)
    throw new BadArguments(all.length === 0 ? `Nothing is recorded of ${symbol}.` : `${symbol} is told by ${sources}, not by ${source}.`);
  if (found.length > 1) throw new BadArguments(`${symbol} is told by ${sources}: say --source.`);
  return only;
}

async function exportTo(
  out: Writable,
  what: 'trades' | 'quotes' | 'candles',
  series: SeriesFacts,
  asked: Given,
  store: MarketStore,
  signal: AbortSignal,
): Promise<void> {
  const { interval = 'ONE_MINUTE', basis = 'LAST' } = asked;
  const range = rangeOf(asked);
  const { symbol, source, id } = series;
  if (asked.adjusted)
    return pipeline(Readable.from(adjustedLines(store, { symbol, source, interval, basis, ...range })), out, { signal, end: false });
  const selects = {
    trades: () => tradesSelect(id, range),
    quotes: () => quotesSelect(id, range),
    candles: () => candlesSelect(series, { interval, basis, ...range }),
  };
  await store.database.transaction(async (client) => pipeline(await copyOut(client, selects[what]()), out, { signal, end: false }));
}

/** A file is there only once it is whole. */
async function write(file: string | undefined, { stdout }: CommandPlace, fill: (out: Writable) => Promise<void>): Promise<void> {
  if (file === undefined) return fill(stdout);
  const unfinished = `${file}.part`;
  const target = (await openFile(unfinished, file)).createWriteStream();
  const gzip = file.endsWith('.gz') ? createGzip() : null;
  const out = gzip ?? target;
  const written = gzip ? pipeline(gzip, target) : finished(target);
  try {
    await Promise.all([written, fill(out).then(() => out.end())]);
    await rename(unfinished, file);
  } catch (error) {
    target.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function openFile(path: string, wanted: string): Promise<FileHandle> {
  try {
    return await open(path, 'w');
  } catch (error) {
    throw new BadArguments(`${wanted} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
