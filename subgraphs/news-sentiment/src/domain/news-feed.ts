import type { ReceivedArticle } from './article.ts';

/** What a feed delivers at once, in order, and where it stands afterwards. */
export interface NewsDelivery {
  readonly articles: readonly ReceivedArticle[];
  /** Opaque to all but the feed: kept in the log with the append, handed back to `open` after a restart. */
  readonly position: string;
}

/** One ordered stream of reports. */
export interface NewsFeed {
  /** Names the stream and its position in the log, e.g. `news:simulator`. */
  readonly name: string;
  /** Delivers from right after `position` (null: from the start) until the signal aborts or the stream ends. */
  open(position: string | null, signal: AbortSignal): AsyncIterable<NewsDelivery>;
}
