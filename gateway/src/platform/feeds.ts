import type { AnyEvent, FeedChanged, MarketgraphEvent } from '@marketgraph/events';
import type { Clock } from '@marketgraph/service';
import { HOUR_MS, SECOND_MS } from '@marketgraph/vocabulary';

/** Whoever reads prices of a feed tells of it every ten seconds at least. News feeds tell of themselves with their articles only. */
const SILENT_AFTER_MS = 30 * SECOND_MS;
/** By then nobody means to read it any more. */
const FORGOTTEN_AFTER_MS = HOUR_MS;

interface Word {
  readonly feed: FeedChanged;
  readonly at: number;
}

/** The latest word of every feed, heard from the log, and when the latest of its prices came: those are told in between. */
export class Feeds {
  readonly #words = new Map<string, Word>();
  readonly #pricesAt = new Map<string, number>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** In whatever order they come, the newest holds. */
  hear(event: AnyEvent): void {
    if (event.type === 'PricesReceived') this.#hearPrices(event);
    if (event.type !== 'FeedChanged') return;
    const { payload: feed, publishedAt: at } = event;
    const known = this.#words.get(feed.name);
    if (!known || known.at <= at) this.#words.set(feed.name, { feed, at });
  }

  find(name: string): FeedChanged | undefined {
    const word = this.#words.get(name);
    return word && this.#now(word);
  }

  all(): FeedChanged[] {
    const now = this.clock.now();
    for (const [name, word] of this.#words) if (isSilent(word, now - FORGOTTEN_AFTER_MS)) this.#forget(name);
    const words = [...this.#words.values()].sort((a, b) => (a.feed.name < b.feed.name ? -1 : 1));
    return words.map((word) => this.#now(word));
  }

  #hearPrices({ payload: { source, mark }, receivedAt }: MarketgraphEvent<'PricesReceived'>): void {
    // A quote that went stale is told again: nothing came of the feed.
    if (mark !== 'STALE' && receivedAt > (this.#pricesAt.get(source) ?? 0)) this.#pricesAt.set(source, receivedAt);
  }

  #forget(name: string): void {
    this.#words.delete(name);
    this.#pricesAt.delete(name);
  }

  /** One that nobody tells of any more is not what its last word says. */
  #now(word: Word): FeedChanged {
    const pricesAt = this.#pricesAt.get(word.feed.name) ?? 0;
    const feed = pricesAt > (word.feed.lastEventAt ?? 0) ? { ...word.feed, lastEventAt: pricesAt } : word.feed;
    if (!isSilent(word, this.clock.now() - SILENT_AFTER_MS)) return feed;
    const detail = `No process has told of it since ${new Date(word.at).toISOString()}.`;
    return { ...feed, state: 'DOWN', eventsPerSecond: 0, detail };
  }
}

function isSilent({ feed, at }: Word, since: number): boolean {
  return feed.kind === 'MARKET' && at < since;
}
