import { addCounts } from '../storage/count-writer.ts';
import { lockSeries } from '../storage/series.ts';
import type { Sql } from '../storage/sql.ts';
import type { TickBatch } from '../storage/tick-batch.ts';
import type { TickWriter } from '../storage/tick-writer.ts';
import { correctTrades } from './correct-trades.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { groupNew, type PriceGroup } from './price-groups.ts';
import { type CandleChanges, recordCandles } from './record-candles.ts';

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
  return ticks.write(batch, async ({ client, ids, write }) => {
    const states = await lockSeries(client, ids);
    const groups = await write((isNew) => groupNew(batch, ids, isNew));
    const timesOf = (symbol: string) => calendars.of(symbol);
    // One connection runs one after the other; what the second needs is made while the first is at work.
    const counting = addCounts(
      client,
      groups.map((group) => group.counts()),
    );
    const [candles] = await Promise.all([recordCandles(client, groups, states, timesOf), counting]);
    const recorded = await correctTrades(client, { batch, ids, states, timesOf }, { groups, candles });
    await alsoIn(client, recorded);
    return recorded;
  });
}
