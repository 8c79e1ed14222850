import { type Health, type Part, startParts, stopParts } from '@marketgraph/service';
import type { Instrument } from '../domain/instrument.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import { type DisabledFeed, tellDisabledFeeds } from './disabled-feeds.ts';
import { followTracked } from './follow-tracked.ts';
import { FeedIngest } from './ingest-feed.ts';
import type { IngestOptions } from './ingest-options.ts';

export type { DisabledFeed };

export interface OpenedFeeds {
  /** In the order of preference. */
  readonly feeds: readonly PriceFeed[];
  readonly disabled?: readonly DisabledFeed[];
}

export interface IngestPricesOptions extends IngestOptions {
  /** Instruments that are followed beside those that are configured. */
  tracked?(): Promise<readonly Instrument[]>;
}

/** Brings what the configured feeds deliver into the log. Feeds are opened when it starts: that may read files. */
export function ingestPrices(openFeeds: () => Promise<OpenedFeeds>, options: IngestPricesOptions): Part {
  let parts: Part[] = [];
  let feeds: FeedIngest[] = [];
  return {
    name: 'market ingest',
    async start() {
      const opened = await openFeeds();
      feeds = opened.feeds.map((feed) => new FeedIngest(feed, options));
      parts = [...besides(opened, options), ...feeds];
      await startParts(parts, options.logger);
    },
    stop: () => stopParts(parts, options.logger),
    health: () => healthOf(feeds),
  };
}

function besides({ feeds, disabled = [] }: OpenedFeeds, options: IngestPricesOptions): Part[] {
  const { tracked } = options;
  const tracking = tracked && feeds.some((feed) => feed.track) ? [followTracked(feeds, { ...options, tracked: () => tracked() })] : [];
  return [...tracking, ...(disabled.length > 0 ? [tellDisabledFeeds(disabled, options)] : [])];
}

/** As well as its worst feed. */
function healthOf(feeds: readonly FeedIngest[]): Health {
  const states = feeds.map((feed) => ({ name: feed.name, ...feed.health() }));
  const detail = states.filter(({ healthy }) => !healthy).map(({ name, detail: reason }) => `${name}: ${reason ?? 'down'}`);
  return detail.length > 0 ? { healthy: false, detail: detail.join('; ') } : { healthy: true };
}
