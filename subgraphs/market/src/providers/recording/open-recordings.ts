import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, Fault, type Logger } from '@marketgraph/service';
import { BinanceMapper } from '../binance/mapper.ts';
import { CoinbaseMapper } from '../coinbase/mapper.ts';
import { FinnhubMapper } from '../finnhub/mapper.ts';
import { KrakenMapper } from '../kraken/mapper.ts';
import { remembered, type SymbolOf, type WireMapper } from '../wire-mapper.ts';
import { NumberedMapper } from './numbered-mapper.ts';
import { instrumentOf, productSymbol, sessionInstrument } from './recorded-instruments.ts';
import { LINES, readPriceRows, readSessionRows } from './recorded-rows.ts';
import { RecordingFeed } from './recording-feed.ts';
import { type PricesStream, type RecordedStream, readRecordingList, type SessionStream } from './recording-list.ts';
import { type ReferenceData, readReferenceData } from './reference-data.ts';
import type { RecordingFeedOptions } from './replay.ts';
import type { RecordingSpeed, RecordingTimes } from './replay-clock.ts';
import { numberStreams } from './stream-numbers.ts';

export interface RecordingOptions {
  readonly directory: string;
  readonly speed: RecordingSpeed;
  readonly times: RecordingTimes;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Which of its symbols are wanted; all when left out. */
  readonly plays?: (symbol: string) => boolean;
}

/** `base`: below the keys of a session whose venue names no trades. */
const adapters: Readonly<Record<string, (symbolOf: SymbolOf, base: number) => WireMapper>> = {
  coinbase: (symbolOf) => new CoinbaseMapper(symbolOf),
  binance: (symbolOf) => new BinanceMapper(symbolOf),
  kraken: (symbolOf) => new KrakenMapper(symbolOf),
  finnhub: (symbolOf, base) => new NumberedMapper(new FinnhubMapper(symbolOf), base),
};

/** One feed for each stream that `recording.json` lists and something here can read. */
export async function openRecordings(options: RecordingOptions): Promise<RecordingFeed[]> {
  const { directory, logger } = options;
  const { streams, unknown } = await readRecordingList(directory);
  for (const { file, kind } of unknown) logger.warn('A recorded stream is skipped: nothing reads its kind yet.', { file, kind });
  for (const { file } of streams) await requireFile(directory, file);
  const numbers = numberStreams(streams.map(({ file }) => file));
  const reference = await readReferenceData(
    directory,
    streams.map((stream) => (stream.kind === 'websocket' ? stream.provider : stream.source)),
  );
  const feeds: RecordingFeed[] = [];
  for (const stream of streams) {
    const number = numbers.get(stream.file) ?? 0;
    const isSession = stream.kind === 'websocket';
    const feed = isSession ? await openSession(stream, number, reference, options) : openPrices(stream, number, reference, options);
    if (feed && feed.instruments.length > 0) feeds.push(feed);
  }
  return feeds;
}

function openPrices(stream: PricesStream, streamNumber: number, reference: ReferenceData, options: RecordingOptions): RecordingFeed {
  const path = join(options.directory, stream.file);
  const rows = (after: number) => readPriceRows(stream, streamNumber, { path, after, logger: options.logger });
  return feedOf(stream, stream.source, [instrumentOf(stream, reference)], rows, options);
}

async function openSession(
  stream: SessionStream,
  streamNumber: number,
  reference: ReferenceData,
  options: RecordingOptions,
): Promise<RecordingFeed | null> {
  const { provider, file } = stream;
  const mapperOf = adapters[provider];
  if (!mapperOf) {
    options.logger.warn('A recorded session is skipped: no adapter reads its provider yet.', { file, provider });
    return null;
  }
  const symbolOf = remembered((product) => productSymbol(provider, product, reference));
  const path = join(options.directory, file);
  // A connection's mapper remembers what it saw, so each reading has its own.
  const rows = (after: number) => readSessionRows(mapperOf(symbolOf, streamNumber * LINES), { path, after, logger: options.logger });
  const symbols = await symbolsIn(rows(0));
  if (symbols.size === 0) {
    options.logger.warn('A recorded session is skipped: it holds no stream that its adapter reads.', { file, provider });
    return null;
  }
  return feedOf(
    stream,
    provider,
    [...symbols].flatMap((symbol) => sessionInstrument(provider, symbol, reference) ?? []),
    rows,
    options,
  );
}

function feedOf(
  { file }: RecordedStream,
  source: string,
  instruments: RecordingFeed['instruments'],
  rows: RecordingFeedOptions['rows'],
  { speed, times, clock, logger, plays }: RecordingOptions,
): RecordingFeed {
  const listed = instruments.filter(({ symbol }) => plays?.(symbol) ?? true);
  return new RecordingFeed({ file, source, instruments: listed, rows, speed, times, clock, logger });
}

/** A session does not say beforehand what it will speak of. */
async function symbolsIn(blocks: ReturnType<RecordingFeedOptions['rows']>): Promise<Set<string>> {
  const symbols = new Set<string>();
  for await (const rows of blocks) {
    for (const { trades, quotes } of rows) {
      for (const { symbol } of trades) symbols.add(symbol);
      for (const { symbol } of quotes) symbols.add(symbol);
    }
  }
  return symbols;
}

async function requireFile(directory: string, file: string): Promise<void> {
  await access(join(directory, file)).catch(() => {
    throw new Fault('BAD_CONFIG', `recording.json in RECORDINGS_DIR lists ${file}, which is not there.`, false);
  });
}
