import type { Part } from '@marketgraph/service';
import type { FetchJobs } from '../jobs/fetch-queue.ts';
import { ingestPrices } from '../pipeline/ingest.ts';
import { StoredBudget } from '../storage/call-budget-store.ts';
import type { MarketStore } from '../storage/open-market-store.ts';
import { readFeedsConfig } from './feeds-config.ts';
import { whileLeading } from './fetch-wiring.ts';
import type { LivePlace } from './live-feeds.ts';
import { openFeeds, recordedFactors } from './market-feeds.ts';
import type { MarketResources } from './market-resources.ts';

/** Only a process that ingests needs the feeds' configuration, and the files that it names: they are read when it starts. */
export function wireIngest({ log, clock, logger: all, metrics, env }: MarketResources, store: MarketStore, jobs: FetchJobs): Part {
  const { instruments, history, gaps, leadership, facts } = store;
  const logger = all.child({ part: 'market ingest' });
  const tracked = () => store.tracked.all();
  const beside = whileLeading({ store, jobs, clock, logger });
  const options = { log, clock, logger, metrics, instruments, history, gaps, leadership, whileLeading: beside, tracked };
  const budgetOf: LivePlace['budgetOf'] = (provider, limits) => new StoredBudget({ sql: store.database.pool, provider, limits, clock });
  const place = { clock, logger, metrics, random: Math.random, budgetOf };
  const open = async () => {
    const read = readFeedsConfig(env);
    for (const { symbol, factors } of await recordedFactors(read)) await facts.saveFactors(symbol, factors);
    return openFeeds(read, place);
  };
  return ingestPrices(open, options);
}
