import type { Log } from '@marketgraph/bus';
import type { Clock } from '@marketgraph/service';
import { DAY_MS } from '@marketgraph/vocabulary';
import type { CandleDrift, TrueCandle } from '../domain/candle-drift.ts';
import { type CandleCheck, checkCandles, checkLongCandles } from '../storage/candle-check.ts';
import { checkedDays, countBars, dayRange } from '../storage/checked-days.ts';
import { type CountCheck, checkCounts, repairCounts } from '../storage/count-check.ts';
import { rebuildLong, rebuildMinutes, rebuildUpToDays } from '../storage/rebuild-candles.ts';
import { lockSeries } from '../storage/series.ts';
import { type SeriesFacts, seriesFacts } from '../storage/series-facts.ts';
import { inSnapshot } from '../storage/snapshot.ts';
import { readLine } from '../storage/source-lines.ts';
import type { Sql } from '../storage/sql.ts';
import type { TimeRange } from '../storage/stored-candles.ts';
import { type MinuteTruth, nameOf } from '../storage/true-candles.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { tellCandles } from './tell-candles.ts';

export interface ReconcilePlace {
  readonly database: { readonly pool: Sql; transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly log: Pick<Log, 'appendIn'>;
  readonly calendars: InstrumentCalendars;
  readonly clock: Clock;
}

/** Of the time only candles that open in it are looked at. */
export interface ReconcileOptions extends TimeRange {
  /** Weeks and months that the time lies in, too, though they open before it. */
  readonly begunBefore?: boolean;
  /** Puts right what is found, and tells the changed candles. */
  readonly repair: boolean;
  readonly signal: AbortSignal;
  /** Called after each day: a job rests here, a command tells how far it is. */
  onDay?(day: number): Promise<void>;
}

export interface SeriesReport {
  readonly symbol: string;
  readonly source: string;
  readonly counts: CountCheck;
  readonly drifts: readonly CandleDrift[];
  /** Beyond those that are listed. */
  readonly moreDrifts: number;
  readonly checked: number;
  readonly unknown: number;
}

/** What a report lists; a table that is wrong as a whole must not fill the memory. */
const MAX_LISTED = 10_000;
/** Repaired under one lock: the recorder of this series waits meanwhile. */
const REPAIRED_AT_ONCE = 120;
/** Weeks and months that open within it are read at once. */
const LONG_STEP_MS = 92 * DAY_MS;

/** Compares everything that is derived of one series with what it was derived from, a day at a time. */
export async function reconcileSeries(place: ReconcilePlace, series: SeriesFacts, options: ReconcileOptions): Promise<SeriesReport> {
  return new SeriesReconciliation(place, series, options).run();
}

type Rebuild = typeof rebuildUpToDays;

class SeriesReconciliation {
  readonly #drifts: CandleDrift[] = [];
  /** Hours as they should be: longer candles are judged by them. */
  readonly #mended = new Map<string, TrueCandle | null>();
  /** Days of which something was made anew. */
  readonly #repairedDays = new Set<number>();
  #more = 0;
  #checked = 0;
  #unknown = 0;

  constructor(
    readonly place: ReconcilePlace,
    readonly series: SeriesFacts,
    readonly options: ReconcileOptions,
  ) {}

  async run(): Promise<SeriesReport> {
    const { place, series, options } = this;
    await place.calendars.load([series.symbol]);
    const counts = await this.#counts();
    const isTraded = (counts.state === 'unknown' ? series.tradeCount : counts.truth.tradeCount) > 0;
    // Candles of a line are looked at once, with the series whose rows they are.
    const hasCandles = series.line === null || series.line === series.id;
    const days = hasCandles ? await checkedDays(place.database.pool, series, options) : [];
    if (hasCandles) this.#unknown += await countBars(place.database.pool, series, options, days);
    for (const day of days) {
      options.signal.throwIfAborted();
      await this.#day(day, isTraded);
      await options.onDay?.(day);
    }
    await this.#long(days, isTraded);
    const { symbol, source } = series;
    return { symbol, source, counts, drifts: this.#drifts, moreDrifts: this.#more, checked: this.#checked, unknown: this.#unknown };
  }

  async #counts(): Promise<CountCheck> {
    const { database } = this.place;
    const check = await inSnapshot(database, async (sql) => checkCounts(sql, (await seriesFacts(sql, this.series.id)) ?? this.series));
    if (check.state === 'drifted' && this.options.repair) {
      await database.transaction(async (sql) => {
        await lockSeries(sql, [this.series.id]);
        await repairCounts(sql, this.series.id, check.drift);
      });
    }
    return check;
  }

  async #day(day: number, isTraded: boolean): Promise<void> {
    const { from, to } = dayRange(day);
    const times = this.place.calendars.of(this.series.symbol);
    const range = { from: Math.max(from, this.options.from), to: Math.min(to, this.options.to) };
    const check = await inSnapshot(this.place.database, async (sql) => checkCandles(sql, await this.#truth(sql, isTraded), times, range));
    this.#note(check);
    if (!this.options.repair) {
      for (const drift of check.drifts) if (drift.interval === 'ONE_HOUR') this.#mended.set(nameOf(drift), drift.truth);
      return;
    }
    const minutes = check.drifts.filter(({ interval }) => interval === 'ONE_MINUTE').map(({ openTime }) => openTime);
    await this.#repair(minutes, (sql, id, some, _times, now) => rebuildMinutes(sql, id, some, now));
    // A wider candle is told by its first minute.
    await this.#repair(
      check.drifts.map(({ openTime }) => openTime),
      rebuildUpToDays,
    );
    for (const { openTime } of check.drifts) this.#repairedDays.add(times.openTime('ONE_DAY', openTime));
  }

  async #long(days: readonly number[], isTraded: boolean): Promise<void> {
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) return;
    const times = this.place.calendars.of(this.series.symbol);
    const begun = Math.min(times.openTime('ONE_WEEK', first), times.openTime('ONE_MONTH', first));
    const start = this.options.begunBefore ? begun : Math.max(begun, this.options.from);
    const end = Math.min(last + DAY_MS, this.options.to);
    // What was made anew may lie in a week or month that opens before: that holds it, too.
    const held = [...this.#repairedDays].filter(
      (day) => times.openTime('ONE_WEEK', day) < start || times.openTime('ONE_MONTH', day) < start,
    );
    await this.#repair(held, rebuildLong);
    for (let from = start; from < end; from += LONG_STEP_MS) {
      this.options.signal.throwIfAborted();
      const range = { from, to: Math.min(from + LONG_STEP_MS, end) };
      // Nothing lies between a row of long ago and the others.
      if (!days.some((day) => day + DAY_MS > range.from && day < range.to + LONG_STEP_MS)) continue;
      const check = await inSnapshot(this.place.database, async (sql) =>
        checkLongCandles(sql, await this.#truth(sql, isTraded), times, range, this.#mended),
      );
      this.#note(check);
      if (this.options.repair)
        await this.#repair(
          check.drifts.map(({ openTime }) => openTime),
          rebuildLong,
        );
    }
  }

  #note({ drifts, checked, unknown }: CandleCheck): void {
    const room = MAX_LISTED - this.#drifts.length;
    this.#drifts.push(...drifts.slice(0, room));
    this.#more += Math.max(0, drifts.length - room);
    this.#checked += checked;
    this.#unknown += unknown;
  }

  /** As of the snapshot: event time moves on while the day is checked. */
  async #truth(sql: Sql, isTraded: boolean): Promise<MinuteTruth> {
    const series = (await seriesFacts(sql, this.series.id)) ?? this.series;
    const ended = { surely: series.newestAt ?? Number.NEGATIVE_INFINITY, perhaps: this.place.clock.now() };
    return { series, line: await readLine(sql, series.line), isTraded, ended };
  }

  async #repair(openTimes: readonly number[], rebuild: Rebuild): Promise<void> {
    const times = this.place.calendars.of(this.series.symbol);
    const minutes = [...new Set(openTimes)].sort((a, b) => a - b);
    for (let start = 0; start < minutes.length; start += REPAIRED_AT_ONCE) {
      this.options.signal.throwIfAborted();
      const some = minutes.slice(start, start + REPAIRED_AT_ONCE);
      await this.place.database.transaction(async (sql) => {
        await lockSeries(sql, [this.series.id]);
        const now = this.place.clock.now();
        const candles = await rebuild(sql, this.series.id, some, times, now);
        const events = await tellCandles(sql, { candles, origins: [this.#origin(now)] });
        if (events.length > 0) await this.place.log.appendIn(sql, events);
      });
    }
  }

  #origin(now: number) {
    const { id, symbol, source, provenance, newestAt } = this.series;
    return { id, symbol, source, provenance: provenance ?? ('REPLAYED' as const), newestAt: newestAt ?? now, receivedAt: now };
  }
}
