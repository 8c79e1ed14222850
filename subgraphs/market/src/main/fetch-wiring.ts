import type { Log } from '@marketgraph/bus';
import type { Clock, Logger } from '@marketgraph/service';
import type { InstrumentCatalogue } from '../domain/instrument-catalogue.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { SymbolLookup } from '../domain/symbol-lookup.ts';
import type { MarketCommands } from '../graphql/market-commands.ts';
import { type FetchJobs } from '../jobs/fetch-queue.ts';
import { serveFetches } from '../jobs/fetch-worker.ts';
import { trackInstrument } from '../pipeline/track-instrument.ts';
import type { MarketStore } from '../storage/open-market-store.ts';
import { readAddresses } from './feeds-config.ts';
import { openFinnhubRest } from './live-feeds.ts';
import type { MarketResources } from './market-resources.ts';
import { reachable } from './reachable.ts';
import { storedBudgets } from './stored-budgets.ts';

export interface CommandsPlace {
  readonly store: Pick<MarketStore, 'database' | 'instruments' | 'tracked' | 'polled'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly catalogue: Pick<InstrumentCatalogue, 'replace'>;
  readonly jobs: FetchJobs;
  readonly lookup: SymbolLookup | null;
}

/** What the API does for administrators. */
export function marketCommands({ store, log, clock, catalogue, jobs, lookup }: CommandsPlace): MarketCommands {
  const { database, instruments, tracked, polled } = store;
  return {
    lookup,
    polled: { all: () => reachable(polled.all()) },
    fetches: { add: (feed, symbols) => reachable(jobs.add(feed, symbols)) },
    trackedSymbols: () => reachable(tracked.symbols()),
    async track(instrument) {
      await reachable(trackInstrument({ database, log, clock }, instrument));
      // The answer shows it already; other processes hear of it by the log.
      catalogue.replace(await reachable(instruments.all()));
    },
  };
}

export interface ServingPlace {
  readonly store: Pick<MarketStore, 'polled'>;
  readonly jobs: FetchJobs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a process does beside, for each feed that it leads. */
export function whileLeading({ store, jobs, clock, logger }: ServingPlace): (feed: PriceFeed, signal: AbortSignal) => Promise<void> {
  return (feed, signal) => serveFetches({ jobs, polled: store.polled, clock, logger }, feed, signal);
}

/** Finnhub, where there is a key. */
export function symbolLookup(
  { clock, logger, metrics, env }: MarketResources,
  { database }: Pick<MarketStore, 'database'>,
): SymbolLookup | null {
  const read = readAddresses(env);
  if (!read.FINNHUB_API_KEY) return null;
  const own = { clock, logger: logger.child({ part: 'symbol lookup' }), metrics, random: Math.random };
  return openFinnhubRest(read, { ...own, budgetOf: storedBudgets(database.pool, clock) });
}
