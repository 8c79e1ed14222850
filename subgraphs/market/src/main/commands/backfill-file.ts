import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { Fault, type Logger } from '@marketgraph/service';
import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import { type Instrument, isQuotedOnly } from '../../domain/instrument.ts';
import { type BarFile, type BarLine, backfillBars, barBounds, minutesOfSeconds } from '../../pipeline/backfill-bars.ts';
import { type Backfilled, backfillTicks, type TickFile, type TickRow } from '../../pipeline/backfill-ticks.ts';
import { finishBackfill } from '../../pipeline/finish-backfill.ts';
import { InstrumentCalendars } from '../../pipeline/instrument-calendars.ts';
import { type BarRow, countLines, type FileKind, kindOfFile, readBarRows } from '../../providers/recording/bar-rows.ts';
import { readPriceRows } from '../../providers/recording/recorded-rows.ts';
import { numberStreams } from '../../providers/recording/stream-numbers.ts';
import { type BackfilledFile, backfillPosition } from '../../storage/backfill-positions.ts';
import { seriesFacts } from '../../storage/series-facts.ts';
import { BadArguments } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { Progress } from './progress.ts';

const ROWS_AT_ONCE = 5_000;
const DIGESTED_BYTES = 65_536;

export interface FileToBackfill {
  readonly path: string;
  readonly instrument: Instrument;
  readonly source: string;
  /** What names its rows; a recording of the same file names them alike. */
  readonly name: string;
  readonly interval: Interval | null;
  readonly basis: PriceBasis;
}

export interface FileReport extends Backfilled {
  /** Lines that say nothing that can be read. */
  readonly malformed: number;
  readonly kind: FileKind;
  /** It had been backfilled before. */
  readonly wasFinished: boolean;
  /** None of its lines could be read: it is not done. */
  readonly isUnreadable: boolean;
}

/** The path within RECORDINGS_DIR, as recording.json lists it, else the file's name. */
export function nameOfFile(path: string, recordingsDir: string | undefined): string {
  const within = recordingsDir ? relative(resolve(recordingsDir), resolve(path)).replaceAll('\\', '/') : '..';
  return within.startsWith('..') ? basename(path) : within;
}

/** Reads on from where the file was left, and writes what is new. */
export async function backfillFile(asked: FileToBackfill, place: CommandPlace): Promise<FileReport> {
  const { kind, header } = await kindOfFile(asked.path);
  const store = await place.market();
  const { symbol } = asked.instrument;
  const [series = 0] = await store.series.of([{ symbol, source: asked.source }]);
  const file: BackfilledFile = { series, file: asked.name, digest: await digestOf(asked.path) };
  const position = await backfillPosition(store.database.pool, file);
  const total = await countLines(asked.path);
  if (position.finished && position.line >= total)
    return { kind, added: 0, known: 0, newestAt: null, malformed: 0, wasFinished: true, isUnreadable: false };
  const calendars = new InstrumentCalendars(store.instruments);
  await calendars.load([symbol]);
  const work = { asked, place, file, after: position.line, total, calendars };
  const report = kind === 'trades' || kind === 'quotes' ? await ticks(work, kind) : await bars(work, header);
  const name = { symbol, source: asked.source };
  const isUnreadable = position.line === 0 && report.newestAt === null && report.malformed > 0;
  if (!isUnreadable) {
    const backfilled = { file, name, times: calendars.of(symbol), newestAt: report.newestAt };
    await finishBackfill({ ...store, log: await place.log() }, backfilled, place.clock.now());
  }
  return { kind, ...report, wasFinished: false, isUnreadable };
}

interface Work {
  readonly asked: FileToBackfill;
  readonly place: CommandPlace;
  readonly file: BackfilledFile;
  readonly after: number;
  readonly total: number;
  readonly calendars: InstrumentCalendars;
}

type Done = Backfilled & { readonly malformed: number };

async function ticks({ asked, place, file, after, total, calendars }: Work, kind: 'trades' | 'quotes'): Promise<Done> {
  const store = await place.market();
  const { symbol, assetClass, currency } = asked.instrument;
  const stream = { kind, file: asked.name, symbol, source: asked.source, assetClass, currency };
  const counting = new MalformedLines(place.logger);
  const rows = readPriceRows(stream, numberStreams([asked.name]).get(asked.name) ?? 0, { path: asked.path, after, logger: counting });
  const facts = await seriesFacts(store.database.pool, file.series);
  const tickFile: TickFile = {
    symbol,
    source: asked.source,
    file,
    provenance: facts?.provenance ?? null,
    receivedAt: place.clock.now(),
  };
  const sums = await inBatches<TickRow>(behind(rows, after), place, { total, name: asked.name }, (batch) =>
    backfillTicks({ ticks: store.ticks, calendars }, tickFile, batch),
  );
  return { ...sums, malformed: counting.count };
}

async function bars({ asked, place, file, after, total, calendars }: Work, header: readonly string[]): Promise<Done> {
  const interval = asked.interval ?? (header.includes('ts_ms') ? null : 'ONE_DAY');
  if (interval === null) throw new BadArguments(`--interval: say how long a bar of ${asked.path} is, e.g. ONE_MINUTE.`);
  const [store, log] = [await place.market(), await place.log()];
  const times = calendars.of(asked.instrument.symbol);
  let malformed = 0;
  const refuse = () => {
    malformed += 1;
  };
  const rows = readBarRows(asked.path, { after, basis: asked.basis, malformed: refuse });
  const barFile: BarFile = { file, times, isQuotedOnly: isQuotedOnly(asked.instrument) };
  const toLines = (batch: readonly BarRow[]) => {
    const lines = batch.flatMap((row) => lineOf(row, interval, times, place.clock.now()) ?? []);
    malformed += batch.length - lines.length;
    return lines;
  };
  const sameMinute =
    interval === 'ONE_SECOND'
      ? (a: BarRow, b: BarRow) => times.openTime('ONE_MINUTE', a.at) === times.openTime('ONE_MINUTE', b.at)
      : undefined;
  const sums = await inBatches<BarRow>(
    rows,
    place,
    { total, name: asked.name },
    async (batch) => {
      if (interval === 'ONE_SECOND') requireOrder(batch);
      const lines = toLines(batch);
      const own = interval === 'ONE_SECOND' ? minutesOfSeconds(lines, times) : lines;
      if (!own.some((line) => line.bars.length > 0)) return { added: 0, known: 0, newestAt: null };
      return backfillBars({ database: store.database, log, now: place.clock.now() }, barFile, own);
    },
    sameMinute,
  );
  return { ...sums, malformed };
}

function lineOf(row: BarRow, interval: Interval, times: BarFile['times'], now: number): BarLine | null {
  const bounds = barBounds(interval, row, times);
  // A bar that has not ended says nothing final.
  if (!bounds || bounds.closeTime > now) return null;
  return { line: row.line, bars: row.bars.map((bar) => ({ ...bar, ...bounds, interval })) };
}

/** The seconds of a minute are put together as they follow each other. */
function requireOrder(batch: readonly BarRow[]): void {
  const late = batch.find((row, index) => index > 0 && row.at < (batch[index - 1]?.at ?? 0));
  if (late)
    throw new Fault(
      'BAD_FILE',
      `Line ${late.line} is earlier than the one before it: bars of seconds must be in the order of time.`,
      false,
    );
}

async function* behind<R extends { readonly line: number }>(
  blocks: AsyncIterable<readonly R[]>,
  after: number,
): AsyncGenerator<readonly R[]> {
  for await (const block of blocks) yield block.filter(({ line }) => line > after);
}

/** Hands rows over in batches; `together` tells which two of them may not be parted. */
async function inBatches<R extends { readonly line: number }>(
  blocks: AsyncIterable<readonly R[]>,
  place: CommandPlace,
  { total, name }: { total: number; name: string },
  write: (batch: readonly R[]) => Promise<Backfilled>,
  together?: (a: R, b: R) => boolean,
): Promise<Backfilled> {
  const progress = new Progress(place.stderr, () => place.clock.now());
  const sums = { added: 0, known: 0, newestAt: null as number | null };
  let batch: R[] = [];
  const flush = async () => {
    place.signal.throwIfAborted();
    const { added, known, newestAt } = await write(batch);
    sums.added += added;
    sums.known += known;
    if (newestAt !== null) sums.newestAt = Math.max(sums.newestAt ?? newestAt, newestAt);
    const line = batch.at(-1)?.line ?? 0;
    progress.show(line / total, `${name}: line ${line} of ${total}`);
    batch = [];
  };
  for await (const block of blocks) {
    for (const row of block) {
      const last = batch.at(-1);
      if (last && batch.length >= ROWS_AT_ONCE && !together?.(last, row)) await flush();
      batch.push(row);
    }
  }
  if (batch.length > 0) await flush();
  progress.done();
  return sums;
}

async function digestOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(DIGESTED_BYTES), 0, DIGESTED_BYTES, 0);
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex').slice(0, 32);
  } finally {
    await file.close();
  }
}

/** A reader tells the lines that it passed over to its logger. */
class MalformedLines implements Logger {
  count = 0;
  readonly debug: Logger['debug'];
  readonly info: Logger['info'];
  readonly error: Logger['error'];

  constructor(logger: Logger) {
    this.debug = logger.debug;
    this.info = logger.info;
    this.error = logger.error;
  }

  warn(_sentence: string, details: { malformed?: number } = {}): void {
    this.count += details.malformed ?? 0;
  }

  child(): Logger {
    return this;
  }
}
