import type { Log } from '@marketgraph/bus';
import { type Clock, type Env, Fault, feedsConfig, type Logger, type Part, readConfig, startParts, stopParts } from '@marketgraph/service';
import { z } from 'zod';
import type { NewsFeed } from '../domain/news-feed.ts';
import { followSimulatedPrices } from '../pipeline/follow-prices.ts';
import { ingestArticles } from '../pipeline/ingest-articles.ts';
import { recordedNews } from '../providers/recording/recorded-news.ts';
import { readNewsStreams } from '../providers/recording/recording-list.ts';
import { newsSimulator } from '../providers/simulator/news-simulator.ts';
import type { InstrumentStore } from '../storage/instrument-store.ts';

export interface FeedResources {
  readonly env: Env;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly instruments: InstrumentStore;
}

/** Reads what FEEDS names when it starts, so that a process that only answers queries needs none of it. */
export function newsFeeds(resources: FeedResources): Part {
  const { log, clock, logger } = resources;
  let ingests: Part[] = [];
  return {
    name: 'news feeds',
    async start() {
      const feeds = await openNewsFeeds(resources);
      ingests = feeds.map((feed) => ingestArticles({ feed, log, clock, logger }));
      await startParts(ingests, logger);
    },
    stop: () => stopParts(ingests, logger),
    health() {
      const states = ingests.map((ingest) => ingest.health());
      return states.find((state) => !state.healthy) ?? { healthy: true };
    },
  };
}

/** The news side of FEEDS; feeds that only know prices are market's. */
async function openNewsFeeds({ env, log, clock, logger, instruments }: FeedResources): Promise<NewsFeed[]> {
  const config = readConfig(z.object(feedsConfig), env);
  const feeds: NewsFeed[] = [];
  if (config.FEEDS.includes('simulator')) {
    feeds.push(newsSimulator({ story: followSimulatedPrices(log, instruments), seed: 'marketgraph', now: () => clock.now() }));
  }
  if (config.FEEDS.includes('recording')) {
    const directory = config.RECORDINGS_DIR;
    if (directory === undefined) throw new Fault('BAD_CONFIG', 'FEEDS names recording: set RECORDINGS_DIR to its folder.', false);
    const replay = { clock, logger, speed: config.RECORDING_SPEED, times: config.RECORDING_TIMES };
    for (const stream of await readNewsStreams(directory)) feeds.push(recordedNews(stream, replay));
  }
  return feeds;
}
