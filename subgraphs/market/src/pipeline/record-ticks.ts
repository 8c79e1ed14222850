import { addCounts, countArrays } from '../storage/count-writer.ts';
import type { SeriesState } from '../storage/series.ts';
import type { Sql } from '../storage/sql.ts';
import type { TickBatch } from '../storage/tick-batch.ts';
import type { TickWriter } from '../storage/tick-writer.ts';
import { correctTrades } from './correct-trades.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { groupNew, type PriceGroup } from './price-groups.ts';
import { type CandleChanges, planCandles, recordCandles } from './record-candles.ts';

export interface TickPlace {
  readonly ticks: TickWriter;
  readonly calendars: InstrumentCalendars;
}

export interface RecordedTicks {
  /** What was new of each series; series without anything new are left out. */
  readonly groups: readonly PriceGroup[];
  readonly candles: CandleChanges;
}

/**
 * Ticks, counts and candles in one transaction, with whatever else `alsoIn` writes at its end. Only ticks that were really written
 * count, so a batch that comes again changes nothing.
 */
export async function recordTicks(
  { ticks, calendars }: TickPlace,
  batch: TickBatch,
  alsoIn: (sql: Sql, recorded: RecordedTicks) => Promise<void> = async () => undefined,
): Promise<RecordedTicks> {
  await calendars.load(batch.series.map(({ symbol }) => symbol));
  const timesOf = (symbol: string) => calendars.of(symbol);
  return ticks.write(batch, async ({ client, ids, states, write }) => {
    const { groups, counts, plan } = await write((isNew) => fold(groupNew(batch, ids, isNew), states));
    if (groups.length > 0) await addCounts(client, counts);
    const candles = await recordCandles(client, plan, timesOf);
    const recorded = await correctTrades(client, { batch, ids, states, timesOf }, { groups, candles });
    await alsoIn(client, recorded);
    return recorded;
  });
}

/** All that can be made ready while Postgres is at work on the ticks. */
function fold(groups: readonly PriceGroup[], states: readonly SeriesState[]) {
  return { groups, counts: countArrays(groups.map((group) => group.counts())), plan: planCandles(groups, states) };
}
