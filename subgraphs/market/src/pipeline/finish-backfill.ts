import type { Log } from '@marketgraph/bus';
import type { NewEvent } from '@marketgraph/events';
import { SECOND_MS } from '@marketgraph/vocabulary';
import type { CandleTimes } from '../domain/candle-fold.ts';
import type { PriceHistory } from '../domain/ports.ts';
import { type BackfilledFile, backfillPosition, saveBackfillPosition } from '../storage/backfill-positions.ts';
import type { SeriesName } from '../storage/series.ts';
import type { SeriesFacts } from '../storage/series-facts.ts';
import type { Sql } from '../storage/sql.ts';
import { lockBarOwner } from './bar-owner.ts';
import { candleEvents } from './candle-events.ts';
import { closeEnded } from './roll-up.ts';

/** As many closes as the longest indicators need. */
const TOLD_CLOSES = 200;
/** The trades of the last moment may still be on their way. */
const GRACE_MS = 3 * SECOND_MS;

export interface FinishPlace {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly history: Pick<PriceHistory, 'recentCandles'>;
  readonly log: Pick<Log, 'appendIn'>;
}

export interface BackfilledSeries {
  readonly file: BackfilledFile;
  readonly name: SeriesName;
  readonly times: CandleTimes;
  /** The newest time that was read of the file; null where nothing was left to read. */
  readonly newestAt: number | null;
}

/** Closes what the file ends, and marks it as done when the newest closes are told. */
export async function finishBackfill(
  { database, history, log }: FinishPlace,
  { file, name, times, newestAt }: BackfilledSeries,
  now: number,
): Promise<void> {
  await database.transaction(async (sql) => {
    const series = (await lockBarOwner(sql, file.series))?.series;
    if (!series || !endsWith(series, newestAt)) return;
    const closed = await closeSeries(sql, { series, times, until: now - GRACE_MS, now });
    if (closed.length > 0) await log.appendIn(sql, closed);
  });
  const events = await closesTold(history, name, now);
  await database.transaction(async (sql) => {
    const { line } = await backfillPosition(sql, file);
    await saveBackfillPosition(sql, file, { line, finished: true });
    if (events.length > 0) await log.appendIn(sql, events);
  });
}

/** Its candles are closed by its feed's time, or by the recorder's clock where the feed is quiet. */
export function isFed({ provenance }: Pick<SeriesFacts, 'provenance'>): boolean {
  return provenance === 'LIVE' || provenance === 'SIMULATED';
}

/** Nothing newer than the file is known of the series, and nobody else closes its candles. */
function endsWith(series: SeriesFacts, newestAt: number | null): boolean {
  return !isFed(series) && (newestAt === null || (series.newestAt ?? newestAt) <= newestAt);
}

export interface Closing {
  readonly series: SeriesFacts;
  readonly times: CandleTimes;
  readonly until: number;
  readonly now: number;
}

/** In a transaction that has locked the series. Answers what is to be told at its end. */
export async function closeSeries(sql: Sql, { series, times, until, now }: Closing): Promise<NewEvent<'CandlesUpdated'>[]> {
  const { minutes, wider } = await closeEnded(sql, [{ id: series.id, until }], () => times);
  const closed = [...minutes, ...wider.filter((candle) => candle.closed)];
  const { provenance, newestAt } = series;
  return candleEvents(closed, [{ ...series, provenance: provenance ?? 'REPLAYED', newestAt: newestAt ?? now, receivedAt: now }]);
}

async function closesTold(
  history: FinishPlace['history'],
  { symbol, source }: SeriesName,
  now: number,
): Promise<NewEvent<'CandlesBackfilled'>[]> {
  const events: NewEvent<'CandlesBackfilled'>[] = [];
  for (const interval of ['ONE_MINUTE', 'ONE_HOUR'] as const) {
    const candles = await history.recentCandles(symbol, source, interval, TOLD_CLOSES);
    if (candles.length === 0) continue;
    const payload = { symbol, interval, openTime: candles.map(({ openTime }) => openTime), close: candles.map(({ close }) => close) };
    events.push({ type: 'CandlesBackfilled', key: symbol, occurredAt: candles.at(-1)?.closeTime ?? now, receivedAt: now, payload });
  }
  return events;
}
