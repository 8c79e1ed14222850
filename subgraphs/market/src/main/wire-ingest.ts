import type { Part } from '@marketgraph/service';
import { ingestPrices } from '../pipeline/ingest.ts';
import { StoredBudget } from '../storage/call-budget-store.ts';
import type { MarketStore } from '../storage/open-market-store.ts';
import { readFeedsConfig } from './feeds-config.ts';
import type { LivePlace } from './live-feeds.ts';
import { openFeeds, recordedFactors } from './market-feeds.ts';
import type { MarketResources } from './market-resources.ts';

/** Only a process that ingests needs the feeds' configuration, and the files that it names: they are read when it starts. */
export function wireIngest({ log, clock, logger, metrics, env }: MarketResources, store: MarketStore): Part {
  const { instruments, history, gaps, leadership, facts } = store;
  const options = { log, clock, logger: logger.child({ part: 'market ingest' }), metrics, instruments, history, gaps, leadership };
  const budgetOf: LivePlace['budgetOf'] = (provider, limits) => new StoredBudget({ sql: store.database.pool, provider, limits, clock });
  const place = { clock, logger: options.logger, metrics, random: Math.random, budgetOf };
  const open = async () => {
    const read = readFeedsConfig(env);
    for (const { symbol, factors } of await recordedFactors(read)) await facts.saveFactors(symbol, factors);
    return openFeeds(read, place);
  };
  return ingestPrices(open, options);
}
