import { addCounts, countArrays } from '../storage/count-writer.ts';
import type { SeriesState } from '../storage/series.ts';
import { addLineCounts, minutesOfBids, readLines, type SourceLine } from '../storage/source-lines.ts';
import type { Sql } from '../storage/sql.ts';
import type { TickBatch } from '../storage/tick-batch.ts';
import type { TickWriter } from '../storage/tick-writer.ts';
import type { SourceChangedEvent } from './batch-columns.ts';
import type { CandleOrigin } from './candle-events.ts';
import { originsOf } from './candle-origins.ts';
import { changeSources, joinSources } from './change-sources.ts';
import { type CorrectionPlace, correctTrades } from './correct-trades.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { groupNew, lineDeltas, ownersOf, type PriceGroup } from './price-groups.ts';
import { type CandleChanges, isNowTraded, planCandles, recordCandles } from './record-candles.ts';
import { remakeCandles } from './remake-candles.ts';

export interface TickPlace {
  readonly ticks: TickWriter;
  readonly calendars: InstrumentCalendars;
}

export interface RecordedTicks {
  /** What was new of each series, or corrected; series of which nothing is are left out. */
  readonly groups: readonly PriceGroup[];
  readonly candles: CandleChanges;
  /** Whose candles they are. */
  readonly origins: readonly CandleOrigin[];
}

/**
 * Ticks, counts and candles in one transaction, with whatever else `alsoIn` writes at its end. Only ticks that were really written
 * count, so a batch that comes again changes nothing. Sources change after the batch's own ticks: whatever counts by then is made anew.
 */
export async function recordTicks(
  { ticks, calendars }: TickPlace,
  batch: TickBatch,
  alsoIn: (sql: Sql, recorded: RecordedTicks) => Promise<void> = async () => undefined,
  changes: readonly SourceChangedEvent[] = [],
): Promise<RecordedTicks> {
  await calendars.load(batch.series.map(({ symbol }) => symbol));
  const timesOf = (symbol: string) => calendars.of(symbol);
  return ticks.write(batch, async ({ client, ids, states: locked, write }) => {
    const states = changes.length > 0 ? await joinSources(client, { batch, ids, states: locked }, changes) : locked;
    const lines = await linesOf(client, states);
    const place = { batch, ids, states, ownerOf: ownersOf(states, lines), timesOf };
    const { groups: fresh, counts, plan } = await write((isNew) => fold(groupNew(batch, ids, isNew, place.ownerOf), states));
    if (fresh.length > 0) await addCounts(client, counts);
    await addLineCounts(client, lineDeltas(fresh));
    const merged = await forgetBids(client, place, fresh, await recordCandles(client, plan, timesOf));
    const { groups, candles: corrected } = await correctTrades(client, place, { groups: fresh, candles: merged });
    const { candles, origins } = await changeSources(client, place, changes, corrected);
    const changed = new Set(origins.map(({ id }) => id));
    const recorded = { groups, candles, origins: [...originsOf(groups).filter(({ id }) => !changed.has(id)), ...origins] };
    await alsoIn(client, recorded);
    return recorded;
  });
}

async function linesOf(sql: Sql, states: readonly SeriesState[]): Promise<ReadonlyMap<number, SourceLine>> {
  const ids = states.flatMap(({ line }) => line ?? []);
  return ids.length === 0 ? NO_LINES : readLines(sql, ids);
}

const NO_LINES: ReadonlyMap<number, SourceLine> = new Map();

/** All that can be made ready while Postgres is at work on the ticks. */
function fold(groups: readonly PriceGroup[], states: readonly SeriesState[]) {
  return { groups, counts: countArrays(groups.map((group) => group.counts())), plan: planCandles(groups, states) };
}

/** Where a source of a line turns out to be traded, its bids are no last prices any more; those of the other sources may be. */
async function forgetBids(
  sql: Sql,
  { states, timesOf }: CorrectionPlace,
  groups: readonly PriceGroup[],
  recorded: CandleChanges,
): Promise<CandleChanges> {
  let candles = recorded;
  for (const group of groups) {
    const { id, line } = group.owner;
    const state = line && states.find((one) => one.id === group.id);
    if (!state || !isNowTraded(group, state)) continue;
    const minutes = await minutesOfBids(sql, id);
    if (minutes.length > 0) candles = await remakeCandles(sql, candles, { owner: id, minutes, times: timesOf(group.symbol) });
  }
  return candles;
}
