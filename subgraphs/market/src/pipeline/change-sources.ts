import { afterSwitch, type SourceSpans } from '../domain/source-spans.ts';
import type { SeriesState } from '../storage/series.ts';
import { seriesFacts } from '../storage/series-facts.ts';
import { activeSource, addSpans, joinLine, readLine, touchedMinutes } from '../storage/source-lines.ts';
import type { Sql } from '../storage/sql.ts';
import type { BatchSeries } from '../storage/tick-batch.ts';
import type { SourceChangedEvent } from './batch-columns.ts';
import type { CandleOrigin } from './candle-events.ts';
import type { CorrectionPlace } from './correct-trades.ts';
import type { CandleChanges } from './record-candles.ts';
import { remakeCandles } from './remake-candles.ts';
import { closeEnded } from './roll-up.ts';

/** Every source that the changes name; alternatives are live, as far as nothing else is known of them. */
export function sourcesIn(changes: readonly SourceChangedEvent[]): BatchSeries[] {
  return changes.flatMap(({ payload: { symbol, source, previous, sources = [] } }) =>
    [...new Set([...sources, source, ...(previous === null ? [] : [previous])])].map((one) => ({
      symbol,
      source: one,
      provenance: 'LIVE',
    })),
  );
}

/**
 * Joins into one line the sources that a batch names, before its ticks: from then on those that stand by make no candles of their own.
 * Answers the states as they are then.
 */
export async function joinSources(
  sql: Sql,
  { batch, ids, states }: Pick<CorrectionPlace, 'batch' | 'ids' | 'states'>,
  changes: readonly SourceChangedEvent[],
): Promise<readonly SeriesState[]> {
  let joined = states;
  for (const own of bySymbol(changes)) {
    const members = idsOf({ batch, ids }, own);
    const all = [...members.values()];
    const known = states.find(({ id, line }) => line !== null && all.includes(id))?.line ?? null;
    // The series whose rows the candles are has told them alone so far.
    const [first] = known === null ? own.reduce((spans, event) => switched(spans, event, members), NO_SPANS) : [];
    const line = known ?? first?.source;
    if (line === undefined || joined.every((state) => state.line === line || !all.includes(state.id))) continue;
    await joinLine(sql, line, all);
    if (first) await addSpans(sql, line, [], [first]);
    joined = joined.map((state) => (all.includes(state.id) ? { ...state, line: state.line ?? line } : state));
  }
  return joined;
}

export interface SourceChanges {
  readonly candles: CandleChanges;
  /** Of the lines whose sources changed. */
  readonly origins: readonly CandleOrigin[];
}

/**
 * Writes which source is active from when on, and makes the candles anew of the time in which another one counts now: out of the ticks of
 * all sources, so that those of one that stood by count as well. In the batch's transaction, which has locked the series, after its ticks.
 * A change that comes again changes nothing.
 */
export async function changeSources(
  sql: Sql,
  place: CorrectionPlace,
  changes: readonly SourceChangedEvent[],
  recorded: CandleChanges,
): Promise<SourceChanges> {
  let candles = recorded;
  const origins: CandleOrigin[] = [];
  for (const own of bySymbol(changes)) {
    const changed = await changeLine(sql, place, own);
    if (!changed) continue;
    const remade = await remake(sql, place, changed, candles);
    candles = remade.candles;
    origins.push(...remade.origins);
  }
  return { candles, origins };
}

interface ChangedLine {
  readonly id: number;
  /** Other sources count from then on. */
  readonly since: number;
  readonly event: SourceChangedEvent;
}

/** Null where what counts is what counted before. */
async function changeLine(sql: Sql, place: CorrectionPlace, own: readonly SourceChangedEvent[]): Promise<ChangedLine | null> {
  const ids = idsOf(place, own);
  const line = place.states.find((state) => state.line !== null && [...ids.values()].includes(state.id))?.line ?? null;
  const before = (await readLine(sql, line))?.spans ?? NO_SPANS;
  const after = own.reduce((spans, event) => switched(spans, event, ids), before);
  const added = after.slice(before.length);
  const [first, event] = [added[0], own.at(-1)];
  if (line === null || !first || !event) return null;
  await addSpans(sql, line, before, added);
  return { id: line, since: first.from, event };
}

const NO_SPANS: SourceSpans<number> = [];

function bySymbol(changes: readonly SourceChangedEvent[]): Iterable<readonly SourceChangedEvent[]> {
  return Map.groupBy(changes, ({ payload }) => payload.symbol).values();
}

function switched(spans: SourceSpans<number>, { payload }: SourceChangedEvent, ids: ReadonlyMap<string, number>): SourceSpans<number> {
  const { source, previous, from } = payload;
  const change = { source: ids.get(source) ?? 0, previous: previous === null ? null : (ids.get(previous) ?? 0), from };
  return afterSwitch(spans, change) ?? spans;
}

/** What ended by the event time of those that count now closes first: of the minutes made anew at most one forms. */
async function remake(
  sql: Sql,
  { timesOf }: CorrectionPlace,
  { id, since, event }: ChangedLine,
  recorded: CandleChanges,
): Promise<SourceChanges> {
  const { symbol } = event.payload;
  const times = timesOf(symbol);
  const facts = await seriesFacts(sql, id);
  const line = await readLine(sql, id);
  if (!facts || !line) return { candles: recorded, origins: [] };
  const until = facts.newestAt ?? Number.NEGATIVE_INFINITY;
  const { minutes, wider } = await closeEnded(sql, [{ id, until }], () => times);
  const candles = await remakeCandles(sql, recorded, {
    owner: id,
    minutes: await touchedMinutes(sql, id, line.spans, since),
    times,
    changed: [...minutes, ...wider.filter((candle) => candle.closed)],
  });
  const { source, provenance } = activeSource(line) ?? facts;
  const newestAt = facts.newestAt ?? event.occurredAt;
  return { candles, origins: [{ id, symbol, source, provenance: provenance ?? 'LIVE', newestAt, receivedAt: event.receivedAt }] };
}

function idsOf({ batch, ids }: Pick<CorrectionPlace, 'batch' | 'ids'>, own: readonly SourceChangedEvent[]): Map<string, number> {
  const wanted = new Set(sourcesIn(own).map(({ source }) => source));
  const symbol = own[0]?.payload.symbol;
  return new Map(
    batch.series.flatMap((series, place) =>
      series.symbol === symbol && wanted.has(series.source) ? [[series.source, ids[place] ?? 0] as const] : [],
    ),
  );
}
