import { addCounts } from '../storage/count-writer.ts';
import type { DayPartitions } from '../storage/day-partitions.ts';
import { lockSeries, type SeriesIds } from '../storage/series.ts';
import type { Sql } from '../storage/sql.ts';
import type { TickBatch } from '../storage/tick-batch.ts';
import { insertQuoteTicks, insertTrades } from '../storage/tick-writer.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { groupNew, type PriceGroup } from './price-groups.ts';
import { type CandleChanges, recordCandles } from './record-candles.ts';

export interface TickPlace {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly series: SeriesIds;
  readonly partitions: DayPartitions;
  readonly calendars: InstrumentCalendars;
}

export interface RecordedTicks {
  /** What was new of each series; series without anything new are left out. */
  readonly groups: readonly PriceGroup[];
  readonly candles: CandleChanges;
}

/**
 * Ticks, counts and candles in one transaction, with whatever else `alsoIn` writes at its end. Only ticks that were really inserted
 * count, so a batch that comes again changes nothing.
 */
export async function recordTicks(
  place: TickPlace,
  batch: TickBatch,
  alsoIn: (sql: Sql, recorded: RecordedTicks) => Promise<void> = async () => undefined,
): Promise<RecordedTicks> {
  const ids = await prepare(place, batch);
  return place.database.transaction(async (sql) => {
    const states = await lockSeries(sql, ids);
    const isNew = {
      trades: await insertTrades(sql, ids, batch.trades, [...batch.trades.key.keys()]),
      quotes: await insertQuoteTicks(sql, ids, batch.quotes, [...batch.quotes.key.keys()]),
    };
    const groups = groupNew(batch, ids, isNew);
    await addCounts(
      sql,
      groups.map((group) => group.counts()),
    );
    const candles = await recordCandles(sql, groups, states, (symbol) => place.calendars.of(symbol));
    const recorded = { groups, candles };
    await alsoIn(sql, recorded);
    return recorded;
  });
}

/** What must be there before the transaction begins. */
async function prepare({ series, partitions, calendars }: TickPlace, batch: TickBatch): Promise<number[]> {
  await calendars.load(batch.series.map(({ symbol }) => symbol));
  await partitions.ensure('trade_rows', batch.trades, batch.series);
  await partitions.ensure('quote_rows', batch.quotes, batch.series);
  return series.of(batch.series);
}
