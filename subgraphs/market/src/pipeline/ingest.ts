import { type Health, type Part, startParts, stopParts } from '@marketgraph/service';
import type { PriceFeed } from '../domain/price-feed.ts';
import { FeedIngest, type IngestOptions } from './ingest-feed.ts';

/** Brings what the configured feeds deliver into the log. Feeds are opened when it starts: that may read files. */
export function ingestPrices(openFeeds: () => Promise<readonly PriceFeed[]>, options: IngestOptions): Part {
  let feeds: FeedIngest[] = [];
  return {
    name: 'market ingest',
    async start() {
      feeds = (await openFeeds()).map((feed) => new FeedIngest(feed, options));
      await startParts(feeds, options.logger);
    },
    stop: () => stopParts(feeds, options.logger),
    health: () => healthOf(feeds),
  };
}

/** As well as its worst feed. */
function healthOf(feeds: readonly FeedIngest[]): Health {
  const states = feeds.map((feed) => ({ name: feed.name, ...feed.health() }));
  const detail = states.filter(({ healthy }) => !healthy).map(({ name, detail: reason }) => `${name}: ${reason ?? 'down'}`);
  return detail.length > 0 ? { healthy: false, detail: detail.join('; ') } : { healthy: true };
}
