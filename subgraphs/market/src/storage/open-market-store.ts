import { type Database, openDatabase } from '@marketgraph/postgres';
import { AdvisoryLeadership } from './advisory-leadership.ts';
import { DayPartitions } from './day-partitions.ts';
import { StoredGaps } from './gap-store.ts';
import { StoredInstrumentFacts } from './instrument-facts-store.ts';
import { StoredInstruments } from './instrument-store.ts';
import { Backfills1764000000000 } from './migrations/backfills.ts';
import { BarsByKeys1764210000000 } from './migrations/bars-by-keys.ts';
import { CallBudgets1764130000000 } from './migrations/call-budgets.ts';
import { FeedGaps1764110000000 } from './migrations/feed-gaps.ts';
import { FirstTables1763600000000 } from './migrations/first-tables.ts';
import { SeriesAndRollUp1763700000000 } from './migrations/series-and-roll-up.ts';
import { SourceLines1764200000000 } from './migrations/source-lines.ts';
import { SplitsAndSymbolChanges1763800000000 } from './migrations/splits-and-symbol-changes.ts';
import { TrackedAndPolled1764140000000 } from './migrations/tracked-and-polled.ts';
import { TradeCorrections1763900000000 } from './migrations/trade-corrections.ts';
import { VenueDays1763800100000 } from './migrations/venue-days.ts';
import { StoredPolledFeeds } from './polled-feeds.ts';
import { StoredPriceHistory } from './price-history-store.ts';
import { AdjustmentFactorRow } from './rows/adjustment-factor-row.ts';
import { CandleRow } from './rows/candle-row.ts';
import { InstrumentRow } from './rows/instrument-row.ts';
import { QuoteRow } from './rows/quote-row.ts';
import { SeriesRow } from './rows/series-row.ts';
import { SymbolChangeRow } from './rows/symbol-change-row.ts';
import { VenueDayRow } from './rows/venue-day-row.ts';
import { SeriesIds } from './series.ts';
import { TickWriter } from './tick-writer.ts';
import { TrackedInstruments } from './tracked-instruments.ts';

/** Everything that market keeps, in its schema of one database. */
export interface MarketStore {
  readonly database: Database;
  readonly instruments: StoredInstruments;
  readonly facts: StoredInstrumentFacts;
  readonly history: StoredPriceHistory;
  readonly gaps: StoredGaps;
  readonly series: SeriesIds;
  readonly ticks: TickWriter;
  readonly tracked: TrackedInstruments;
  readonly polled: StoredPolledFeeds;
  readonly leadership: AdvisoryLeadership;
  close(): Promise<void>;
}

type StoreOptions = Pick<Parameters<typeof openDatabase>[0], 'url' | 'logger' | 'poolSize'>;

export async function openMarketStore(options: StoreOptions): Promise<MarketStore> {
  const database = await openDatabase({
    ...options,
    schema: 'market',
    entities: [InstrumentRow, QuoteRow, CandleRow, SeriesRow, AdjustmentFactorRow, SymbolChangeRow, VenueDayRow],
    migrations: [
      FirstTables1763600000000,
      SeriesAndRollUp1763700000000,
      SplitsAndSymbolChanges1763800000000,
      VenueDays1763800100000,
      TradeCorrections1763900000000,
      Backfills1764000000000,
      FeedGaps1764110000000,
      CallBudgets1764130000000,
      TrackedAndPolled1764140000000,
      SourceLines1764200000000,
      BarsByKeys1764210000000,
    ],
  });
  const series = new SeriesIds(database.pool);
  const leadership = new AdvisoryLeadership(database.pool);
  return {
    database,
    instruments: new StoredInstruments(database.dataSource),
    facts: new StoredInstrumentFacts(database.dataSource),
    history: new StoredPriceHistory(database, series),
    gaps: new StoredGaps(database.pool),
    series,
    tracked: new TrackedInstruments(database.pool),
    polled: new StoredPolledFeeds(database.pool),
    ticks: new TickWriter(database, series, new DayPartitions(database)),
    leadership,
    async close() {
      await leadership.close();
      await database.close();
    },
  };
}
