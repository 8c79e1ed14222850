import { Fault } from '@marketgraph/service';
import { DAY_MS, type Interval, intervalMs, SECOND_MS } from '@marketgraph/vocabulary';
import type { CandleArchive } from '../../domain/candle-archive.ts';
import type { CandleTimes } from '../../domain/candle-fold.ts';
import { instrumentOfSymbol } from '../../domain/instrument-directory.ts';
import type { ProviderCandle } from '../../domain/price-feed.ts';
import { type BarLine, backfillBars, barBounds } from '../../pipeline/backfill-bars.ts';
import { finishBackfill } from '../../pipeline/finish-backfill.ts';
import { announceInstruments } from '../../pipeline/ingest-announce.ts';
import { InstrumentCalendars } from '../../pipeline/instrument-calendars.ts';
import { NotAnswered } from '../../providers/stream/rest-body.ts';
import { type BackfilledFile, backfillPosition } from '../../storage/backfill-positions.ts';
import { BadArguments } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { Progress } from './progress.ts';

/** The past of some symbols as their provider's candles tell it. */
export interface ArchiveToBackfill {
  readonly archive: CandleArchive;
  readonly symbols: readonly string[];
  /** Null: days of this year and the last one, and minutes since yesterday. */
  readonly interval: Interval | null;
  readonly from: number | null;
  readonly to: number | null;
}

const MAX_TRIES = 10;
const PAUSE_MS = 5 * SECOND_MS;

/** Each page and its place in one transaction: it goes on where it was left. */
export async function backfillArchive(asked: ArchiveToBackfill, place: CommandPlace): Promise<boolean> {
  const { archive, symbols } = asked;
  const store = await place.market();
  const instruments = symbols.flatMap((symbol) => instrumentOfSymbol(symbol) ?? []);
  const listed = { name: archive.source, instruments, open: noPrices };
  await announceInstruments(listed, { ...store, log: await place.log(), clock: place.clock });
  const calendars = new InstrumentCalendars(store.instruments);
  await calendars.load(symbols);
  for (const symbol of symbols) {
    for (const { interval, from, to } of wanted(asked, place.clock.now())) {
      const added = await backfillPages({ archive, symbol, interval, from, to, times: calendars.of(symbol), place });
      place.print(`${archive.source}: ${symbol}, ${added} candles of ${interval} added.`);
    }
  }
  return true;
}

interface Wanted {
  readonly interval: Interval;
  readonly from: number;
  readonly to: number;
}

/** Begins where a run of the same day, or year, began: so a run goes on where the one before was left. Longer candles first: they stay. */
function wanted({ archive, interval, from, to }: ArchiveToBackfill, now: number): Wanted[] {
  const usual: readonly (readonly [Interval, number])[] = [
    ['ONE_DAY', Date.UTC(new Date(now).getUTCFullYear() - 1, 0)],
    ['ONE_MINUTE', Math.floor(now / DAY_MS) * DAY_MS - DAY_MS],
  ];
  const chosen = interval === null ? usual : [[interval, usual.find(([one]) => one === interval)?.[1] ?? usual[0]?.[1] ?? 0] as const];
  for (const [one] of chosen) {
    if (!archive.intervals.includes(one)) throw new BadArguments(`--interval: ${archive.source} tells ${archive.intervals.join(', ')}.`);
  }
  return chosen.map(([one, begin]) => ({ interval: one, from: aligned(from ?? begin, one), to: Math.min(to ?? now, now) }));
}

function aligned(at: number, interval: Interval): number {
  return Math.floor(at / intervalMs[interval]) * intervalMs[interval];
}

interface Pages extends Wanted {
  readonly archive: CandleArchive;
  readonly symbol: string;
  readonly times: CandleTimes;
  readonly place: CommandPlace;
}

async function backfillPages(pages: Pages): Promise<number> {
  const { archive, symbol, interval, from, to, times, place } = pages;
  const store = await place.market();
  const [series = 0] = await store.series.of([{ symbol, source: archive.source }]);
  const file: BackfilledFile = { series, file: `${archive.source} ${interval}`, digest: new Date(from).toISOString() };
  const { line } = await backfillPosition(store.database.pool, file);
  const pageMs = archive.pageSize * intervalMs[interval];
  const progress = new Progress(place.stderr, () => place.clock.now());
  let [added, newestAt] = [0, null as number | null];
  for (let page = Math.max(line, firstPage(pages, pageMs)); from + page * pageMs < to; page++) {
    place.signal.throwIfAborted();
    const range = { from: from + page * pageMs, to: Math.min(from + (page + 1) * pageMs, to) };
    const candles = await patiently(() => archive.candles(symbol, interval, range, place.signal), place);
    // A page that is not over is asked for again the next time.
    const told = linesOf(candles, interval, times, { line: from + (page + 1) * pageMs <= to ? page + 1 : page, now: place.clock.now() });
    progress.show((range.to - from) / (to - from), `${archive.source}: ${symbol}, ${interval} up to ${new Date(range.to).toISOString()}`);
    if (told.length === 0) continue;
    const database = { database: store.database, log: await place.log(), now: place.clock.now() };
    const done = await backfillBars(database, { file, times, isQuotedOnly: false }, told);
    [added, newestAt] = [added + done.added, done.newestAt];
  }
  progress.done();
  const name = { symbol, source: archive.source };
  if (newestAt !== null) await finishBackfill({ ...store, log: await place.log() }, { file, name, times, newestAt }, place.clock.now());
  return added;
}

/** Those that are not told any more are not asked for. */
function firstPage({ archive, interval, from, to }: Pages, pageMs: number): number {
  if (archive.newest === null) return 0;
  return Math.max(0, Math.floor((to - archive.newest * intervalMs[interval] - from) / pageMs));
}

function linesOf(
  candles: readonly ProviderCandle[],
  interval: Interval,
  times: CandleTimes,
  { line, now }: { line: number; now: number },
): BarLine[] {
  return candles.flatMap(({ openTime: at, volume, ...prices }) => {
    const bounds = barBounds(interval, { at, isDate: false }, times);
    if (!bounds || bounds.closeTime > now) return [];
    return [{ line, bars: [{ ...prices, ...bounds, interval, basis: 'LAST', volume: volume ?? '0', turnover: null, tradeCount: 0 }] }];
  });
}

/** A budget that is spent, or a provider that is away for a moment, does not end it. */
async function patiently<T>(ask: () => Promise<T>, { clock, signal }: CommandPlace): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NotAnswered)) throw error;
      if (!error.mayLater || attempt >= MAX_TRIES) throw new Fault('NOT_ANSWERED', error.message, error.mayLater, error);
      await clock.sleep(error.retryAfterMs ?? PAUSE_MS, signal);
    }
  }
}

async function* noPrices(): AsyncGenerator<never> {
  // It is listed, and tells nothing live.
}
