import { encodeCursor, type Log } from '@marketgraph/bus';
import { type Clock, type Logger, type Part, reasonOf } from '@marketgraph/service';
import type { Instrument } from '../domain/instrument.ts';
import type { PriceFeed } from '../domain/price-feed.ts';

const RETRY_MS = 1_000;

export interface TrackingOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  /** All that was asked for beside what is configured. */
  tracked(): Promise<readonly Instrument[]>;
}

/**
 * Has instruments followed that somebody asked for: by the first feed that can, in the order of preference. All processes have the same
 * feeds, so that whichever leads one follows the same.
 */
export function followTracked(feeds: readonly PriceFeed[], options: TrackingOptions): Part {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  return {
    name: 'tracked instruments',
    async start() {
      // Before feeds are opened, where that is possible.
      await trackAll(feeds, options).catch((error) => warn(options, error));
      running = follow(feeds, options, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
    health: () => ({ healthy: running !== undefined }),
  };
}

/** What is stored is read after the place is taken: nothing that is asked for meanwhile is missed. */
async function follow(feeds: readonly PriceFeed[], options: TrackingOptions, signal: AbortSignal): Promise<void> {
  const { log, clock } = options;
  while (!signal.aborted) {
    try {
      const after = encodeCursor(await log.head());
      await trackAll(feeds, options);
      for await (const item of log.tail({ after, signal })) {
        const isAsked = item.kind === 'gap' || item.events.some(({ event }) => event.type === 'InstrumentTracked');
        if (isAsked) await trackAll(feeds, options);
      }
    } catch (error) {
      warn(options, error);
    }
    await clock.sleep(RETRY_MS, signal);
  }
}

async function trackAll(feeds: readonly PriceFeed[], { tracked, logger }: TrackingOptions): Promise<void> {
  const listed = new Set(feeds.flatMap(({ instruments }) => instruments.map(({ symbol }) => symbol)));
  for (const instrument of await tracked()) {
    if (listed.has(instrument.symbol)) continue;
    const feed = feeds.find((one) => one.track?.(instrument));
    if (feed) logger.info('An instrument is followed.', { symbol: instrument.symbol, feed: feed.name });
  }
}

function warn({ logger }: TrackingOptions, error: unknown): void {
  logger.warn('Instruments that were asked for are not all followed yet.', { reason: reasonOf(error) });
}
