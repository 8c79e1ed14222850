import type { LoggedEvent } from '@marketgraph/bus';
import type { MarketgraphEvent, NewEvent } from '@marketgraph/events';
import { DAY_MS, type Interval } from '@marketgraph/vocabulary';
import { type CandleTimes, storedIntervals } from '../domain/candle-fold.ts';
import { type Bar, writeBars } from '../storage/bar-writer.ts';
import type { ChangedCandle } from '../storage/candle-writer.ts';
import { saveProvenance } from '../storage/count-writer.ts';
import { allSeries, type SeriesFacts } from '../storage/series-facts.ts';
import type { Sql } from '../storage/sql.ts';
import { closedCandles, knownOpenTimes, type ToldCandle } from '../storage/told-candles.ts';
import { barBounds } from './backfill-bars.ts';
import { barOwner } from './bar-owner.ts';
import { isFed } from './finish-backfill.ts';
import { closeEnded } from './roll-up.ts';
import { tellCandles } from './tell-candles.ts';

export type CandlesReceived = MarketgraphEvent<'CandlesReceived'>;

export function candlesOf(events: readonly LoggedEvent[]): CandlesReceived[] {
  return events.flatMap(({ event }) => (event.type === 'CandlesReceived' ? [event as CandlesReceived] : []));
}

/** What becomes of them. */
export interface RecordedCandles {
  /** Those that were new. */
  readonly candles: number;
  /** Of all that closed by them, or changed after it. */
  readonly events: readonly NewEvent<'CandlesUpdated'>[];
}

/**
 * A provider's candles where there is none yet: what was made of trades stays as it is, and what comes again changes nothing. Wider candles
 * are made of them where the provider did not tell those. In a transaction that has locked their series.
 */
export async function recordProviderCandles(
  sql: Sql,
  received: readonly CandlesReceived[],
  timesOf: (symbol: string) => CandleTimes,
): Promise<RecordedCandles> {
  const events: NewEvent<'CandlesUpdated'>[] = [];
  let candles = 0;
  for (const event of received) {
    const { symbol, source } = event.payload;
    const [told] = await allSeries(sql, [symbol], [source]);
    const owner = told && (await barOwner(sql, told));
    const bars = barsOf(event, timesOf(symbol)).filter((bar) => owner?.counts(bar));
    if (!owner || bars.length === 0) continue;
    const { series } = owner;
    const written = await writeNew(sql, { series, times: timesOf(symbol), receivedAt: event.receivedAt }, bars);
    if (told.provenance === null) await saveProvenance(sql, told.id, event.payload.provenance);
    candles += written.added;
    const { provenance } = event.payload;
    const origin = { ...series, source, provenance, newestAt: written.newestAt, receivedAt: event.receivedAt };
    events.push(...(await tellCandles(sql, { candles: written.changed, origins: [origin] })));
  }
  return { candles, events };
}

interface Place {
  readonly series: SeriesFacts;
  readonly times: CandleTimes;
  readonly receivedAt: number;
}

interface Written {
  readonly added: number;
  readonly newestAt: number;
  readonly changed: readonly ChangedCandle[];
}

async function writeNew(sql: Sql, { series, times }: Place, bars: readonly Bar[]): Promise<Written> {
  const interval = bars[0]?.interval ?? 'ONE_DAY';
  const openTimes = bars.map(({ openTime }) => openTime);
  const known = await knownOpenTimes(sql, series.id, interval, openTimes);
  const newestAt = Math.max(series.newestAt ?? 0, ...bars.map(({ closeTime }) => closeTime));
  const added = await writeBars(sql, { series: series.id, times, fromBids: false, until: newestAt }, bars);
  // Nobody else closes candles of what is neither live nor simulated. After they are written: what the last of them belong to is whole then.
  const ended = isFed(series) ? null : await closeEnded(sql, [{ id: series.id, until: newestAt }], () => times);
  const changed = await closedCandles(sql, [
    ...holders(
      series.id,
      interval,
      openTimes.filter((at) => !known.has(at)),
      times,
    ),
    ...[...(ended?.minutes ?? []), ...(ended?.wider ?? [])].filter(({ basis }) => basis === 'LAST'),
  ]);
  return { added, newestAt, changed: onlyOnce(changed) };
}

/** The candles that open then, and the wider ones that hold them. */
function holders(series: number, interval: Interval, openTimes: readonly number[], times: CandleTimes): ToldCandle[] {
  const stored: readonly Interval[] = storedIntervals;
  const wider = stored.slice(stored.indexOf(interval) + 1);
  const own = openTimes.map((openTime) => ({ series, interval, openTime }));
  return [...own, ...wider.flatMap((wide) => openTimes.map((at) => ({ series, interval: wide, openTime: times.openTime(wide, at) })))];
}

function onlyOnce(candles: readonly ChangedCandle[]): ChangedCandle[] {
  return [...new Map(candles.map((candle) => [`${candle.interval} ${candle.openTime}`, candle])).values()];
}

/** Those that have ended and lie where candles of their interval do. */
function barsOf({ payload, receivedAt }: CandlesReceived, times: CandleTimes): Bar[] {
  const { interval, openTime, open, high, low, close, volume } = payload;
  if (!(storedIntervals as readonly Interval[]).includes(interval)) return [];
  return openTime.flatMap((at, index) => {
    const bounds = barBounds(interval, { at, isDate: isDate(interval, at) }, times);
    if (!bounds || bounds.closeTime > receivedAt) return [];
    const prices = { open: open[index] ?? '0', high: high[index] ?? '0', low: low[index] ?? '0', close: close[index] ?? '0' };
    return [{ basis: 'LAST', interval, ...bounds, ...prices, volume: volume[index] ?? '0', turnover: null, tradeCount: 0 }];
  });
}

/** Candles of days and more are told by their date. */
function isDate(interval: Interval, at: number): boolean {
  return (interval === 'ONE_DAY' || interval === 'ONE_WEEK' || interval === 'ONE_MONTH') && at % DAY_MS === 0;
}
