import type { Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { type Clock, type Health, type Logger, type Part, reasonOf } from '@marketgraph/service';
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
const STATUS_EVERY_MS = 10_000;

/** One feed into the log. Its position is compared and set with each append, so nothing is lost or told twice. */
export function ingestArticles(options: ArticleIngestOptions): Part {
  return new ArticleIngest(options);
}

/** The feed is not where this process believes it to be; it continues from where it is. */
class MovedOn extends Error {}

class ArticleIngest implements Part {
  readonly name: string;
  readonly #stopping = new AbortController();
  readonly #status: FeedStatus;
  #running: Promise<void> = Promise.resolve();
  #pauseMs = FIRST_PAUSE_MS;
  #problem: string | undefined;

  constructor(private readonly options: ArticleIngestOptions) {
    this.name = `${options.feed.name} ingest`;
    this.#status = new FeedStatus(options.feed.name, options.clock.now());
  }

  async start(): Promise<void> {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  health(): Health {
    return this.#problem === undefined ? { healthy: true } : { healthy: false, detail: this.#problem };
  }

  async #run(): Promise<void> {
    const { log, feed } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#deliver(await log.feedPosition(feed.name));
        return;
      } catch (error) {
        if (!signal.aborted) await this.#recover(error);
      }
    }
  }

  /** Returns when the feed has come to its end, or when it is stopped. */
  async #deliver(from: string | null): Promise<void> {
    const { feed, log, clock } = this.options;
    const attempt = new AbortController();
    let expected = from;
    try {
      for await (const { articles, position } of feed.open(from, AbortSignal.any([this.#stopping.signal, attempt.signal]))) {
        const events = [...articles.map(received), ...this.#status.delivered(articles.length, clock.now(), STATUS_EVERY_MS)];
        const { appended, feedPosition } = await log.append(events, { feed: feed.name, expected, next: position });
        if (!appended) throw new MovedOn(String(feedPosition));
        expected = position;
        this.#pauseMs = FIRST_PAUSE_MS;
        this.#problem = undefined;
      }
    } finally {
      attempt.abort();
    }
    if (!this.#stopping.signal.aborted)
      await this.#tell(this.#status.changed('QUIET', 'The recording was played to its end.', clock.now()));
  }

  async #recover(error: unknown): Promise<void> {
    const { feed, clock, logger } = this.options;
    if (error instanceof MovedOn) {
      logger.info('A news feed is read by another process, too.', { feed: feed.name, feedPosition: error.message });
    } else {
      this.#problem = reasonOf(error);
      logger.warn('A news feed was lost; it is opened again.', { feed: feed.name, reason: this.#problem, pauseMs: this.#pauseMs });
      await this.#tell(this.#status.lost(this.#problem, clock.now()));
    }
    await clock.sleep(this.#pauseMs, this.#stopping.signal);
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  async #tell(event: AnyNewEvent): Promise<void> {
    const { feed, log, logger } = this.options;
    await log.append([event]).catch((error) => {
      logger.warn('The state of a feed could not be told.', { feed: feed.name, reason: reasonOf(error) });
    });
  }
}

function received({ publishedAt, receivedAt, ...article }: ReceivedArticle): AnyNewEvent {
  const payload = { ...article, symbols: [...article.symbols] };
  return { type: 'ArticleReceived', key: article.articleId, occurredAt: publishedAt, receivedAt, payload };
}
