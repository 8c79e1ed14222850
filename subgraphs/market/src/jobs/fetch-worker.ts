import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import type { PolledFeed } from '../domain/fetch-requests.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { FetchJobs } from './fetch-queue.ts';

/** How soon an API knows what is left of a budget. */
const TELL_EVERY_MS = 5 * SECOND_MS;
const RETRY_MS = 5 * SECOND_MS;

export interface FetchWorkerOptions {
  readonly jobs: Pick<FetchJobs, 'work'>;
  readonly polled: { tell(feed: PolledFeed): Promise<void> };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For as long as this process leads the feed: tells that it polls, and has it ask for what is wanted now. Feeds that stream have no part in it. */
export async function serveFetches(options: FetchWorkerOptions, feed: PriceFeed, signal: AbortSignal): Promise<void> {
  if (!feed.fetchNow) return;
  await Promise.all([tellPolled(options, feed, signal), takeRequests(options, feed, signal)]);
}

async function tellPolled({ polled, clock, logger }: FetchWorkerOptions, feed: PriceFeed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await polledFeed(feed, clock.now())
      .then((told) => polled.tell(told))
      .catch((error: unknown) => logger.warn('What a feed polls could not be told.', { feed: feed.name, reason: reasonOf(error) }));
    await clock.sleep(TELL_EVERY_MS, signal);
  }
}

async function polledFeed(feed: PriceFeed, now: number): Promise<PolledFeed> {
  const budget = (await feed.budget?.()) ?? null;
  return { name: feed.name, symbols: feed.instruments.map(({ symbol }) => symbol), budget, toldAt: now };
}

async function takeRequests({ jobs, clock, logger }: FetchWorkerOptions, feed: PriceFeed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await jobs.work(feed.name, signal, async (symbols) => {
        const asked = await askNow(feed, symbols);
        logger.info('A feed is asked out of turn.', { feed: feed.name, wanted: symbols.length, asked });
      });
    } catch (error) {
      logger.warn('Requests to fetch cannot be taken; trying again.', { feed: feed.name, reason: reasonOf(error) });
      await clock.sleep(RETRY_MS, signal);
    }
  }
}

/** Throws where the feed is not open yet, as after a restart: then the queue hands them over again. */
async function askNow(feed: PriceFeed, symbols: readonly string[]): Promise<number> {
  const asked = (await feed.fetchNow?.(symbols)) ?? 0;
  if (asked > 0) return asked;
  const budget = await feed.budget?.();
  if (!budget || budget.remaining > 0) throw new Error('The feed asks for nothing yet.');
  return 0;
}
