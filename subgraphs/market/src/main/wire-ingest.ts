import { type Health, type Part, startParts, stopParts } from '@marketgraph/service';
import { VenueCalendars } from '../domain/venue-calendars.ts';
import type { FetchJobs } from '../jobs/fetch-queue.ts';
import { followCalendars } from '../pipeline/follow-calendars.ts';
import { ingestPrices } from '../pipeline/ingest.ts';
import { openSources } from '../pipeline/source-arbiter.ts';
import type { MarketStore } from '../storage/open-market-store.ts';
import { readSourceSpans } from '../storage/source-lines.ts';
import { planFeeds } from './feed-plan.ts';
import { type FeedsConfig, readFeedsConfig } from './feeds-config.ts';
import { whileLeading } from './fetch-wiring.ts';
import { openFeeds, recordedFactors } from './market-feeds.ts';
import type { MarketResources } from './market-resources.ts';
import { storedBudgets } from './stored-budgets.ts';

/** Only a process that ingests needs the feeds' configuration, and the files that it names: they are read when it starts. */
export function wireIngest(resources: MarketResources, store: MarketStore, jobs: FetchJobs): Part {
  const logger = resources.logger.child({ part: 'market ingest' });
  let parts: Part[] = [];
  return {
    name: 'market ingest',
    async start() {
      const read = readFeedsConfig(resources.env);
      for (const { symbol, factors } of await recordedFactors(read)) await store.facts.saveFactors(symbol, factors);
      parts = partsOf(read, { ...resources, logger }, store, jobs);
      await startParts(parts, logger);
    },
    stop: () => stopParts(parts, logger),
    health: () => worstOf(parts),
  };
}

/** Who is active is known before the first price. */
function partsOf(read: FeedsConfig, resources: MarketResources, store: MarketStore, jobs: FetchJobs): Part[] {
  const { log, clock, logger, metrics } = resources;
  const { instruments, history, gaps, leadership, database, tracked, facts } = store;
  const calendars = new VenueCalendars();
  const plan = planFeeds(read);
  for (const { name: feed, reason } of plan.disabled) logger.warn('A feed is disabled.', { feed, reason });
  const sources = openSources({
    ...{ log, clock, logger, leadership, order: plan.sources },
    recordedSpans: () => readSourceSpans(database.pool),
    lastQuotes: () => history.lastQuotes(),
  });
  const place = { clock, logger, metrics, random: Math.random, budgetOf: storedBudgets(database.pool, clock) };
  const ingest = ingestPrices(() => openFeeds(read, place, plan), {
    ...{ log, clock, logger, metrics, instruments, history, gaps, leadership, calendars, marks: sources.marks },
    whileLeading: whileLeading({ store, jobs, clock, logger }),
    tracked: () => tracked.all(),
  });
  return [followCalendars({ clock, logger, calendars, facts }), sources.part, ingest];
}

function worstOf(parts: readonly Part[]): Health {
  return parts.map((part) => part.health()).find(({ healthy }) => !healthy) ?? { healthy: true };
}
