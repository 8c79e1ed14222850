import { type Part, readConfig, withoutDeadline } from '@marketgraph/service';
import type { SubgraphApi } from '@marketgraph/subgraph-server';
import { z } from 'zod';
import { AdjustmentBook } from '../domain/adjustment-book.ts';
import { FeedBoard } from '../domain/feed-board.ts';
import { InstrumentCatalogue } from '../domain/instrument-catalogue.ts';
import { QuoteBoard } from '../domain/quote-board.ts';
import { VenueCalendars } from '../domain/venue-calendars.ts';
import { createMarketContext } from '../graphql/create-context.ts';
import { buildMarketSchema } from '../graphql/market-schema.ts';
import { dropOldTicks } from '../jobs/drop-old-ticks.ts';
import { FetchJobs } from '../jobs/fetch-queue.ts';
import { reconcileRecent } from '../jobs/reconcile-recent.ts';
import { closeQuiet } from '../pipeline/close-quiet-candles.ts';
import { followInstrumentFacts } from '../pipeline/follow-instrument-facts.ts';
import { followPrices } from '../pipeline/follow-prices.ts';
import { InstrumentCalendars } from '../pipeline/instrument-calendars.ts';
import { reconcileAll } from '../pipeline/reconcile-all.ts';
import { recordPrices } from '../pipeline/record-prices.ts';
import { readCounts } from '../storage/count-reader.ts';
import { namedQueries } from '../storage/named-queries.ts';
import { type MarketStore, openMarketStore } from '../storage/open-market-store.ts';
import { allQuotes } from '../storage/quote-store.ts';
import { readSourceSpans } from '../storage/source-lines.ts';
import type { Sql } from '../storage/sql.ts';
import { marketCommands, symbolLookup } from './fetch-wiring.ts';
import type { MarketResources } from './market-resources.ts';
import { reachable } from './reachable.ts';
import { wireIngest } from './wire-ingest.ts';

export { buildMarketSchema };

export interface Market {
  readonly api: SubgraphApi;
  readonly apiParts: Part[];
  readonly ingest: Part[];
  readonly recorder: Part[];
  close(): Promise<void>;
}

const marketConfig = z.object({
  /** Trades and quote ticks are kept this long; candles for ever. */
  TICK_RETENTION_DAYS: z.coerce.number().int().min(1).default(3),
});

/** Opens market's schema and wires its parts; nothing runs before they are started. */
export async function openMarket(resources: MarketResources): Promise<Market> {
  const { databaseUrl, logger } = resources;
  const { TICK_RETENTION_DAYS } = readConfig(marketConfig, resources.env);
  const store = await openMarketStore({ url: databaseUrl, logger });
  const jobs = new FetchJobs({ database: store.database, clock: resources.clock, logger: logger.child({ part: 'fetch requests' }) });
  return {
    ...(await wireApi(resources, store, jobs)),
    ingest: [wireIngest(resources, store, jobs)],
    recorder: wireRecorder(resources, store, TICK_RETENTION_DAYS),
    close: async () => {
      await jobs.stop();
      await store.close();
    },
  };
}

async function wireApi(resources: MarketResources, store: MarketStore, jobs: FetchJobs): Promise<Pick<Market, 'api' | 'apiParts'>> {
  const { log, clock, logger } = resources;
  const { database, instruments, facts } = store;
  const catalogue = new InstrumentCatalogue();
  const board = new QuoteBoard((symbol) => catalogue.namesOf(symbol));
  const adjustments = new AdjustmentBook((symbol) => withoutDeadline(() => reachable(facts.factorsOf(symbol))));
  const counts = (symbols: readonly string[]) => reachable(readCounts(database.dataSource, symbols));
  const queries = namedQueries(database.pool);
  const sql: Sql = { query: (text, values) => reachable(queries.query(text, values)) };
  const calendars = new VenueCalendars();
  const feeds = new FeedBoard();
  const commands = marketCommands({ store, log, clock, catalogue, jobs, lookup: symbolLookup(resources, store) });
  const reads = { catalogue, adjustments, calendars, feeds, board, sql, counts, now: () => clock.now(), commands };
  const recorded = { savedQuotes: () => allQuotes(database.pool), recordedSpans: () => readSourceSpans(database.pool) };
  return {
    api: { name: 'market', ...(await buildMarketSchema()), createContext: (viewer) => createMarketContext(reads, viewer) },
    apiParts: [
      followInstrumentFacts({ clock, logger: logger.child({ part: 'instrument facts' }), catalogue, adjustments, calendars, facts }),
      followPrices({ log, clock, logger: logger.child({ part: 'latest quotes' }), board, feeds, catalogue, instruments, ...recorded }),
    ],
  };
}

function wireRecorder({ log, clock, logger, metrics }: MarketResources, store: MarketStore, keepDays: number): Part[] {
  const { database, ticks } = store;
  const calendars = new InstrumentCalendars(store.instruments);
  const recorder = recordPrices({ ticks, log, clock, metrics, calendars });
  return [
    recorder,
    closeQuiet({ database, log, clock, logger: logger.child({ part: 'quiet candles' }), calendars }),
    dropOldTicks({ database, clock, logger: logger.child({ part: 'tick retention' }), keepDays }),
    reconcileRecent({
      clock,
      metrics,
      logger: logger.child({ part: 'reconciling' }),
      reconcile: (range, signal, rest) => reconcileAll({ database, log, clock, calendars }, range, signal, rest),
    }),
  ];
}
