import type { FeedChanged, NewEvent } from '@marketgraph/events';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { isLiveFeed, quietAfterMs } from '../domain/feed-state.ts';
import type { FeedDelivery, FeedNotice, PriceFeed } from '../domain/price-feed.ts';

export const CLOSED = 'Its venues are closed.';

/** What beside the feed itself is told of it. */
export interface FeedFacts {
  instrumentCount(): number;
  openGaps(): number;
  /** Whether any of its venues trades. */
  isOpen(now: number): boolean;
}

/** What is known of how a feed is doing. Time is given to it. */
export class FeedStatus {
  state: FeedChanged['state'] = 'CONNECTING';
  detail: string | null = null;
  reconnects = 0;
  budget: { readonly remaining: number; readonly resetsAt: number } | null = null;
  /** Feeds that mend their connections themselves tell how these are; of the others prices say it. */
  #tellsItself = false;
  #wasLive = false;
  /** What the feed added when it said that it is live, e.g. what its venue refused. */
  #liveDetail: string | null = null;
  #lastEventAt: number | null = null;
  /** Silence counts from here: since it connected, or since its venues opened. */
  #awaitedFrom: number;
  #since: { readonly at: number; prices: number };

  constructor(
    readonly feed: PriceFeed,
    readonly facts: FeedFacts,
    now: number,
  ) {
    this.#awaitedFrom = now;
    this.#since = { at: now, prices: 0 };
  }

  /** True when it is a change that is worth telling. */
  turn(state: FeedChanged['state'], detail: string | null): boolean {
    const changed = this.state !== state || this.detail !== detail;
    this.state = state;
    this.detail = detail;
    return changed;
  }

  /** It is opened, for the first time or anew: from now on something is awaited of it. */
  opened(now: number): boolean {
    this.#awaitedFrom = now;
    return this.turn('CONNECTING', null);
  }

  /** Opened anew: one that mends its connections itself counts them by what it tells. */
  reopens(): void {
    if (!this.#tellsItself) this.reconnects += 1;
  }

  noticed({ state, detail }: FeedNotice, now: number): boolean {
    this.#tellsItself = true;
    if (state !== 'LIVE') return this.turn(state, detail);
    this.#liveDetail = detail;
    if (this.state === 'LIVE' || this.state === 'QUIET') return this.tick(now);
    this.#connected(now);
    return this.turn('LIVE', detail);
  }

  /** A delivery without anything: it is connected. What is live shows by heartbeats that it still is. */
  nothingYet(now: number): boolean {
    if (!isLiveFeed(this.feed)) return this.turn('QUIET', 'Connected; no price yet.');
    return this.noticed({ state: 'LIVE', detail: null }, now);
  }

  delivered({ trades, quotes, snapshots = [], receivedAt }: FeedDelivery): boolean {
    const prices = trades.length + quotes.length + snapshots.length;
    if (prices > 0) this.#lastEventAt = receivedAt;
    this.#since.prices += prices;
    // What the log takes now may have been read before the connection broke.
    if (this.#tellsItself) return this.state === 'QUIET' && this.tick(receivedAt);
    return this.turn('LIVE', null);
  }

  /** When it will have been silent for too long. */
  quietAt(): number {
    return this.#heardOrAwaited() + quietAfterMs(this.feed);
  }

  /** By the passing of time alone it turns quiet; it is live again when it is heard of. */
  tick(now: number): boolean {
    if (this.state !== 'LIVE' && !(this.state === 'QUIET' && this.#tellsItself)) return false;
    if (!this.#tellsItself && this.#lastEventAt === null) return false;
    const isSilent = now - (this.#heardAt() ?? Number.NEGATIVE_INFINITY) >= quietAfterMs(this.feed);
    if (isSilent && isLiveFeed(this.feed) && !this.facts.isOpen(now)) {
      this.#awaitedFrom = now;
      return this.turn('LIVE', CLOSED);
    }
    if (now < this.quietAt()) return this.turn('LIVE', this.#liveDetail);
    return this.turn('QUIET', this.#muteFor());
  }

  /** The event to tell it by; the rate is that since the last one. */
  event(now: number): NewEvent<'FeedChanged'> {
    const { state, reconnects, detail, feed, facts, budget } = this;
    const elapsed = Math.max(now - this.#since.at, SECOND_MS);
    const eventsPerSecond = Math.round((this.#since.prices * 10 * SECOND_MS) / elapsed) / 10;
    this.#since = { at: now, prices: 0 };
    const payload: FeedChanged = {
      name: feed.name,
      kind: 'MARKET',
      state,
      instrumentCount: facts.instrumentCount(),
      lastEventAt: this.#lastEventAt,
      eventsPerSecond,
      reconnects,
      detail,
      ...(isLiveFeed(feed) && { heardAt: this.#heardAt(), openGaps: facts.openGaps() }),
      ...(budget && { budgetRemaining: budget.remaining, budgetResetsAt: budget.resetsAt }),
    };
    return { type: 'FeedChanged', key: feed.name, occurredAt: now, receivedAt: now, payload };
  }

  #connected(now: number): void {
    this.#awaitedFrom = now;
    if (this.#wasLive) this.reconnects += 1;
    this.#wasLive = true;
  }

  #heardAt(): number | null {
    const heardAt = this.feed.heardAt?.() ?? null;
    return heardAt === null || this.#lastEventAt === null ? (heardAt ?? this.#lastEventAt) : Math.max(heardAt, this.#lastEventAt);
  }

  #heardOrAwaited(): number {
    const heardAt = this.#heardAt();
    // Those that tell nothing of themselves are as quiet as their prices.
    return this.#tellsItself ? Math.max(heardAt ?? 0, this.#awaitedFrom) : (heardAt ?? this.#awaitedFrom);
  }

  #muteFor(): string {
    const seconds = quietAfterMs(this.feed) / SECOND_MS;
    return this.feed.heardAt ? `Connected, and not a word for ${seconds} s.` : `No price for ${seconds} s.`;
  }
}
