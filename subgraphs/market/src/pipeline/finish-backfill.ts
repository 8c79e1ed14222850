import type { Log } from '@marketgraph/bus';
import type { NewEvent } from '@marketgraph/events';
import { SECOND_MS } from '@marketgraph/vocabulary';
import type { CandleTimes } from '../domain/candle-fold.ts';
import type { PriceHistory } from '../domain/ports.ts';
import { type BackfilledFile, backfillPosition, saveBackfillPosition } from '../storage/backfill-positions.ts';
import { lockSeries, type SeriesName } from '../storage/series.ts';
import type { Sql } from '../storage/sql.ts';
import { closeEnded } from './roll-up.ts';

/** As many closes as the longest indicators need. */
const TOLD_CLOSES = 200;
/** Of a live feed trades may still be on their way. */
const GRACE_MS = 3 * SECOND_MS;

export interface FinishPlace {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly history: Pick<PriceHistory, 'recentCandles'>;
  readonly log: Pick<Log, 'appendIn'>;
}

/** Closes what has ended, and marks the file as done when the newest closes are told. */
export async function finishBackfill(
  { database, history, log }: FinishPlace,
  { file, name, times }: { file: BackfilledFile; name: SeriesName; times: CandleTimes },
  now: number,
): Promise<void> {
  await database.transaction(async (sql) => {
    await lockSeries(sql, [file.series]);
    await closeEnded(sql, [{ id: file.series, until: now - GRACE_MS }], () => times);
  });
  const events = await closesTold(history, name, now);
  await database.transaction(async (sql) => {
    const { line } = await backfillPosition(sql, file);
    await saveBackfillPosition(sql, file, { line, finished: true });
    if (events.length > 0) await log.appendIn(sql, events);
  });
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
