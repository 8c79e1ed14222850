import type { Part } from '@marketgraph/service';
import { ingestPrices } from '../pipeline/ingest.ts';
import type { MarketStore } from '../storage/open-market-store.ts';
import { readFeedsConfig } from './feeds-config.ts';
import { openFeeds, recordedFactors } from './market-feeds.ts';
import type { MarketResources } from './market-resources.ts';

/** Only a process that ingests needs the feeds' configuration, and the files that it names: they are read when it starts. */
export function wireIngest({ log, clock, logger, metrics, env }: MarketResources, store: MarketStore): Part {
  const { instruments, history, leadership, facts } = store;
  const options = { log, clock, logger: logger.child({ part: 'market ingest' }), metrics, instruments, history, leadership };
  const open = async () => {
    const read = readFeedsConfig(env);
    for (const { symbol, factors } of await recordedFactors(read)) await facts.saveFactors(symbol, factors);
    return (await openFeeds(read, options)).feeds;
  };
  return ingestPrices(open, options);
}
