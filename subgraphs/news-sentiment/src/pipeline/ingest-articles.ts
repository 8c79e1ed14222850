import type { Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { type Clock, type Logger, type Part, reasonOf } from '@marketgraph/service';
import type { ReceivedArticle } from '../domain/article.ts';
import type { NewsFeed } from '../domain/news-feed.ts';
import { FeedStatus } from './feed-status.ts';

export interface ArticleIngestOptions {
  readonly feed: NewsFeed;
  readonly log: Pick<Log, 'append' | 'feedPosition'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const STATUS_EVERY_MS = 30_000;

/** The feed is not where this process believes it to be; it continues from where it is. */
class MovedOn extends Error {}

/** One feed into the log. Its position is compared and set with each append, so nothing is lost or told twice. */
export function ingestArticles({ feed, log, clock, logger }: ArticleIngestOptions): Part {
  const stopping = new AbortController();
  const status = new FeedStatus(feed.name, clock.now());
  let running: Promise<void> = Promise.resolve();
  let problem: string | undefined;
  const tell = (event: AnyNewEvent) =>
    log.append([event]).then(
      () => undefined,
      (error) => logger.warn('The state of a feed could not be told.', { feed: feed.name, reason: reasonOf(error) }),
    );

  async function run(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !stopping.signal.aborted; ) {
      try {
        await deliver(await log.feedPosition(feed.name), () => {
          pause = FIRST_PAUSE_MS;
          problem = undefined;
        });
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (error instanceof MovedOn) {
          logger.info('A news feed is read by another process, too.', { feed: feed.name, feedPosition: error.message });
          await clock.sleep(pause, stopping.signal);
          continue;
        }
        problem = reasonOf(error);
        logger.warn('A news feed was lost; it is opened again.', { feed: feed.name, reason: problem, pauseMs: pause });
        await tell(status.lost(problem, clock.now()));
        await clock.sleep(pause, stopping.signal);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Returns when the feed has come to its end. */
  async function deliver(from: string | null, onProgress: () => void): Promise<void> {
    let expected = from;
    const attempt = new AbortController();
    const signal = AbortSignal.any([stopping.signal, attempt.signal]);
    try {
      for await (const { articles, position } of feed.open(from, signal)) {
        const events = [...articles.map(received), ...status.delivered(articles.length, clock.now(), STATUS_EVERY_MS)];
        const { appended, feedPosition } = await log.append(events, { feed: feed.name, expected, next: position });
        if (!appended) throw new MovedOn(String(feedPosition));
        expected = position;
        onProgress();
      }
    } finally {
      attempt.abort();
    }
    if (!stopping.signal.aborted) await tell(status.changed('QUIET', 'The recording was played to its end.', clock.now()));
  }

  return {
    name: `${feed.name} ingest`,
    async start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    health: () => (problem === undefined ? { healthy: true } : { healthy: false, detail: problem }),
  };
}

function received({ publishedAt, receivedAt, ...article }: ReceivedArticle): AnyNewEvent {
  const payload = { ...article, symbols: [...article.symbols] };
  return { type: 'ArticleReceived', key: article.articleId, occurredAt: publishedAt, receivedAt, payload };
}
