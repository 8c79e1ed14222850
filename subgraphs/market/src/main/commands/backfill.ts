import { access } from 'node:fs/promises';
import { type AssetClass, assetClasses, intervals, isSymbol, priceBases } from '@marketgraph/vocabulary';
import { z } from 'zod';
import type { Instrument } from '../../domain/instrument.ts';
import { QuoteBoard } from '../../domain/quote-board.ts';
import { announceInstruments } from '../../pipeline/ingest-announce.ts';
import { kindOfFile } from '../../providers/recording/bar-rows.ts';
import { instrumentOf } from '../../providers/recording/recorded-instruments.ts';
import { readReferenceData } from '../../providers/recording/reference-data.ts';
import { readCounts } from '../../storage/count-reader.ts';
import { allQuotes } from '../../storage/quote-store.ts';
import { readSourceSpans } from '../../storage/source-lines.ts';
import { archiveNames } from '../candle-archives.ts';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { backfillFeed, refuseRange } from './backfill-feed.ts';
import { backfillFile, type FileReport, nameOfFile } from './backfill-file.ts';
import { isForward, notForward, rangeGiven, rangeOptions } from './time-range.ts';

const HELP = `Writes past prices from files, or what a feed knows of the past.

  npm run backfill -- --symbol SPY --source lean FILE ...
  npm run backfill -- --feed simulator

A FILE is CSV, plain or .gz, with a header that says what it holds:
  trades       ts_ms,price,size[,exchange,condition_hex][,taker_side][,key,conditions]
  quotes       ts_ms,bid,ask[,key]
  bars         ts_ms (or date),open,high,low,close[,volume,turnover,trade_count]
  quote bars   ts_ms (or date),bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close

  --symbol, --source    whose prices these are
  --interval I          how long a bar is (${intervals.join(', ')}); ONE_DAY where there are dates
  --basis B             what bars tell: LAST (default), BID or ASK
  --asset-class, --currency, --name     needed for a symbol that nothing lists yet (--name may be left out)
  --as NAME             what names the rows of one file, instead of its path within RECORDINGS_DIR or its own name
  --feed NAME           instead of files: the past as a provider's candles tell it (${archiveNames.join(', ')}; of --symbol, else of all that
                        it follows, --interval, --from and --to), or the history of a configured feed (FEEDS)

A file that was left in the middle goes on where it was; one that was written changes nothing. Bars never change a candle that is there.
Bars of seconds make minutes, minutes make all longer candles, longer bars make those that are longer still.`;

const given = z
  .object({
    symbol: z.string().refine(isSymbol, { error: 'is not a symbol (AAPL, BRK.B, BTC-USD, EUR-USD).' }).optional(),
    source: z.string().min(1, 'names nobody.').optional(),
    interval: z.enum(intervals, { error: `is none of ${intervals.join(', ')}.` }).optional(),
    basis: z.enum(priceBases, { error: `is none of ${priceBases.join(', ')}.` }).default('LAST'),
    'asset-class': z.enum(assetClasses, { error: `is none of ${assetClasses.join(', ')}.` }).optional(),
    currency: z.string().optional(),
    name: z.string().optional(),
    as: z.string().min(1, 'names nothing.').optional(),
    feed: z.string().optional(),
    ...rangeGiven,
    positionals: z.array(z.string()),
  })
  .refine(isForward, notForward);

type Given = z.infer<typeof given>;

const text = { type: 'string' } as const;

export const backfill = command({
  name: 'backfill',
  help: HELP,
  options: {
    symbol: text,
    source: text,
    interval: text,
    basis: text,
    'asset-class': text,
    currency: text,
    name: text,
    as: text,
    feed: text,
    ...rangeOptions,
  },
  given,
  async work(asked, place) {
    if (asked.feed !== undefined) return backfillFeed(asked.feed, asked, place);
    refuseRange(asked);
    const { symbol, source, positionals: files } = asked;
    if (files.length === 0) throw new BadArguments('Name a file, or --feed.');
    if (symbol === undefined || source === undefined) throw new BadArguments('Say whose prices these are: --symbol and --source.');
    if (asked.as !== undefined && files.length > 1) throw new BadArguments('--as: names the rows of one file.');
    for (const file of files) await requireFile(file, asked.interval);
    const instrument = await knownInstrument(symbol, source, asked, place);
    let areRead = true;
    for (const path of files) areRead = (await backfillOne(path, instrument, source, asked, place)) && areRead;
    await tellActive(symbol, source, place);
    return areRead;
  },
});

async function backfillOne(path: string, instrument: Instrument, source: string, asked: Given, place: CommandPlace): Promise<boolean> {
  const started = place.clock.now();
  const name = asked.as ?? nameOfFile(path, place.env['RECORDINGS_DIR']);
  const report = await backfillFile({ path, instrument, source, name, interval: asked.interval ?? null, basis: asked.basis }, place);
  place.print(`${name}: ${sentenceOf(report, place.clock.now() - started)}`);
  return !report.isUnreadable;
}

/** Of several sources of a symbol the API answers from one: whoever looks for what was written would not find it there. */
async function tellActive(symbol: string, source: string, place: CommandPlace): Promise<void> {
  const { database } = await place.market();
  const board = new QuoteBoard();
  board.restoreSources(await readSourceSpans(database.pool, [symbol]));
  for (const quote of await allQuotes(database.pool)) board.apply(quote);
  const active = board.latest(symbol)?.source ?? (await readCounts(database.dataSource, [symbol]))[0]?.source ?? source;
  if (active === source) return;
  const shown = `npm run export -- trades ${symbol} --source ${source} (or quotes, candles)`;
  place.tell(`The API answers for ${symbol} from its active source ${active}; ${shown} shows what ${source} tells.`);
}

function sentenceOf({ kind, added, known, malformed, wasFinished }: FileReport, ms: number): string {
  if (wasFinished) return 'was backfilled before; nothing changed.';
  const what = kind === 'trades' || kind === 'quotes' ? kind : 'candles';
  const rate = ms > 0 ? `, ${Math.round((added + known) / (ms / 1_000))} a second` : '';
  const passed = malformed > 0 ? ` ${malformed} lines are no ${kind} that could be taken.` : '';
  return `${added} ${what} added, ${known} were there already (${(ms / 1_000).toFixed(1)} s${rate}).${passed}`;
}

/** Listed when nothing lists it yet, so that it can be asked for. */
async function knownInstrument(symbol: string, source: string, asked: Given, place: CommandPlace): Promise<Instrument> {
  const { instruments } = await place.market();
  const known = (await instruments.all()).find((instrument) => instrument.symbol === symbol);
  if (known) return known;
  const { 'asset-class': assetClass, currency } = asked;
  if (!assetClass || !currency) throw new BadArguments(`Nothing lists ${symbol} yet: say --asset-class and --currency.`);
  const instrument = await described({ symbol, source, assetClass, currency, name: asked.name }, place);
  await announceInstruments(
    { name: 'backfill', instruments: [instrument], open: noPrices },
    { ...(await place.market()), log: await place.log(), clock: place.clock },
  );
  return instrument;
}

async function described(
  { name, ...stream }: { symbol: string; source: string; assetClass: AssetClass; currency: string; name: string | undefined },
  place: CommandPlace,
): Promise<Instrument> {
  const reference = await readReferenceData(place.env['RECORDINGS_DIR'] ?? '.', [stream.source]);
  return instrumentOf({ kind: 'trades', file: '', ...stream, ...(name ? { name } : {}) }, reference);
}

async function* noPrices(): AsyncGenerator<never> {
  // It is listed, and tells nothing live.
}

async function requireFile(path: string, interval: Given['interval']): Promise<void> {
  await access(path).catch(() => {
    throw new BadArguments(`${path} cannot be read.`);
  });
  if (interval === undefined) return;
  const { kind } = await kindOfFile(path);
  if (kind === 'trades' || kind === 'quotes') throw new BadArguments(`--interval: is for bars, and ${path} holds ${kind}.`);
}
