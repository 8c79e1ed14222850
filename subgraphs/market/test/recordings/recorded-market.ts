import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCursor, type Log, openLog, reaches } from '@marketgraph/bus';
import { Metrics, silentLogger, startParts, stopParts, systemClock } from '@marketgraph/service';
import { testDatabase } from '@marketgraph/test-kit';
import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import { graphql } from 'graphql';
import type { PriceFeed } from '../../src/domain/price-feed.ts';
import { openMarket } from '../../src/main/market.ts';
import { announceInstruments, backfill } from '../../src/pipeline/ingest-announce.ts';
import { RECORDER_GROUP } from '../../src/pipeline/record-prices.ts';
import { openMarketStore } from '../../src/storage/open-market-store.ts';
import { rowsOf } from '../../src/storage/sql.ts';

/** A candle as the graph tells it, its decimals without the zeros that mean nothing. */
export interface GraphCandle {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly tradeCount: number;
}

/** Recordings through the whole of market: feed, log, recorder, database, graph. */
export interface RecordedMarket {
  readonly url: string;
  candles(symbol: string, interval: Interval, range: { from: number; to: number }, basis?: PriceBasis): Promise<GraphCandle[]>;
  rows<R>(sql: string, values?: unknown[]): Promise<R[]>;
  /** Tells the instruments of a feed and saves its history, as ingest does before it reads the feed. */
  addHistory(feed: PriceFeed): Promise<void>;
  close(): Promise<void>;
}

interface ExtraStream {
  readonly entry: { readonly file: string } & Record<string, string>;
  readonly csv: string;
}

/** Plays what the directory lists, and more streams besides, to the end. */
export async function playRecordings(
  directory: string,
  streams: readonly object[],
  extra: readonly ExtraStream[],
): Promise<RecordedMarket> {
  const folder = await mkdtemp(join(tmpdir(), 'oracles-'));
  for (const name of ['market', 'ws', 'reference']) await symlink(join(directory, name), join(folder, name));
  await mkdir(join(folder, 'extra'));
  for (const { entry, csv } of extra) await writeFile(join(folder, entry.file), csv);
  await writeFile(join(folder, 'recording.json'), JSON.stringify({ streams: [...streams, ...extra.map(({ entry }) => entry)] }));
  const database = await testDatabase();
  const place = { databaseUrl: database.url, clock: systemClock, logger: silentLogger, metrics: new Metrics() };
  const log = await openLog(place);
  const env = { FEEDS: 'recording', RECORDINGS_DIR: folder, RECORDING_SPEED: 'max' };
  const market = await openMarket({ ...place, log, env });
  const store = await openMarketStore({ url: database.url, logger: silentLogger });
  const parts = [...market.recorder, ...market.apiParts, ...market.ingest];
  await startParts(parts, silentLogger);
  await played(log, streams.length + extra.length);
  return {
    url: database.url,
    candles: (symbol, interval, range, basis = 'LAST') => askCandles(market, { symbol, interval, basis, ...range }),
    rows: (sql, values) => rowsOf(store.database.pool, sql, values),
    addHistory: async (feed) => {
      const options = { log, clock: systemClock, instruments: store.instruments, history: store.history };
      await announceInstruments(feed, options);
      await backfill(feed, options);
    },
    close: async () => {
      await stopParts(parts, silentLogger);
      await market.close();
      await store.close();
      await log.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

type Market = Awaited<ReturnType<typeof openMarket>>;

/** All feeds have come to their end, and the recorder to that of the log. */
async function played(log: Log, feeds: number): Promise<void> {
  await finished(log, feeds);
  const head = await log.head();
  for (;;) {
    const done = await log.committed([RECORDER_GROUP]);
    if (reaches(done.positions, head.positions)) return;
    await systemClock.sleep(50);
  }
}

async function finished(log: Log, feeds: number): Promise<void> {
  const names = new Set<string>();
  const stop = new AbortController();
  for await (const item of log.tail({ after: encodeCursor(await log.oldest()), signal: stop.signal })) {
    const events = item.kind === 'events' ? item.events : [];
    for (const { event } of events) if (event.type === 'FeedChanged' && event.payload.detail === 'finished') names.add(event.payload.name);
    if (names.size === feeds) break;
  }
  stop.abort();
}

const CANDLES = `query ($symbol: String!, $interval: Interval!, $basis: PriceBasis!, $from: DateTime!, $to: DateTime!) {
  instrument(symbol: $symbol) { candleSeries(interval: $interval, basis: $basis, from: $from, to: $to, last: 5000, adjusted: false) {
    openTime open high low close volume tradeCount } } }`;

interface Asked {
  readonly symbol: string;
  readonly interval: Interval;
  readonly basis: PriceBasis;
  readonly from: number;
  readonly to: number;
}

type Columns = { [K in keyof GraphCandle]: (string | number)[] };

async function askCandles({ api }: Market, { from, to, ...asked }: Asked): Promise<GraphCandle[]> {
  const variableValues = { ...asked, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const { data, errors } = await graphql({ schema: api.schema, source: CANDLES, variableValues, contextValue: api.createContext(null) });
  if (errors) throw errors[0];
  const { instrument } = JSON.parse(JSON.stringify(data)) as { instrument: { candleSeries: Columns } };
  const columns = instrument.candleSeries;
  return columns.openTime.map((openTime, index) => ({
    openTime: Date.parse(String(openTime)),
    open: plain(columns.open[index]),
    high: plain(columns.high[index]),
    low: plain(columns.low[index]),
    close: plain(columns.close[index]),
    volume: plain(columns.volume[index]),
    tradeCount: Number(columns.tradeCount[index]),
  }));
}

/** "1.50" is "1.5". */
export function plain(decimal: string | number | undefined): string {
  const text = String(decimal ?? '');
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
