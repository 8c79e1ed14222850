import { afterSwitch, type SourceSpans } from '../domain/source-spans.ts';
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
  for (const own of Map.groupBy(changes, ({ payload }) => payload.symbol).values()) {
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
  const members = [...ids.values()];
  const line = place.states.find((state) => state.line !== null && members.includes(state.id))?.line ?? null;
  const before = (await readLine(sql, line))?.spans ?? [];
  const after = own.reduce((spans, { payload }) => switched(spans, payload, ids), before);
  const first = after[0]?.source;
  const event = own.at(-1);
  if (first === undefined || !event) return null;
  const id = line ?? first;
  await joinLine(sql, id, members);
  // The series whose rows the candles are has told them alone so far.
  if (before.length === 0) await addSpans(sql, id, [], after.slice(0, 1));
  const [known, added] = [after.slice(0, Math.max(before.length, 1)), after.slice(Math.max(before.length, 1))];
  const since = added[0]?.from;
  if (since === undefined) return null;
  await addSpans(sql, id, known, added);
  return { id, since, event };
}

function switched(
  spans: SourceSpans<number>,
  { source, previous, from }: SourceChangedEvent['payload'],
  ids: ReadonlyMap<string, number>,
): SourceSpans<number> {
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

function idsOf({ batch, ids }: CorrectionPlace, own: readonly SourceChangedEvent[]): Map<string, number> {
  const wanted = new Set(sourcesIn(own).map(({ source }) => source));
  const symbol = own[0]?.payload.symbol;
  return new Map(
    batch.series.flatMap((series, place) =>
      series.symbol === symbol && wanted.has(series.source) ? [[series.source, ids[place] ?? 0] as const] : [],
    ),
  );
}
