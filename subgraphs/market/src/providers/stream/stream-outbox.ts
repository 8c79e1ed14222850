import {
  type FeedGap,
  type FeedNotice,
  itemsIn,
  type PriceSnapshot,
  type ProviderCandles,
  type QuoteTick,
  type Trade,
} from '../../domain/price-feed.ts';

/** So much may wait for a consumer that does not take it: then the sockets are not read any more, until half of it is taken. */
export const MAX_WAITING = 20_000;

/** States and gaps are few; where nobody takes them for long, what they came to is told. */
const MANY_NOTICES = 20;
export const MANY_GAPS = 1_000;

export interface OutboxItems {
  readonly trades: Trade[];
  readonly quotes: QuoteTick[];
  gaps: FeedGap[];
  readonly snapshots: PriceSnapshot[];
  readonly candles: ProviderCandles[];
}

/** What the connections have to tell until the feed is asked for it: everything that waits is one delivery. */
export class StreamOutbox {
  #items: OutboxItems = empty();
  #notices: FeedNotice[] = [];
  #foldAt = MANY_GAPS;
  isFull = false;
  #arrival: (() => void) | null = null;
  #room: (() => void)[] = [];

  /** `onFull` is told when it fills up and when there is room again. */
  constructor(readonly onFull: (isFull: boolean) => void) {}

  trade(trade: Trade): void {
    this.#items.trades.push(trade);
  }

  quote(quote: QuoteTick): void {
    this.#items.quotes.push(quote);
  }

  gap(gap: FeedGap): void {
    this.#items.gaps.push(gap);
    if (this.#items.gaps.length < this.#foldAt) return;
    this.#items.gaps = [...new Map(this.#items.gaps.map((one) => [`${one.symbol} ${one.id}`, one])).values()];
    this.#foldAt = Math.max(MANY_GAPS, 2 * this.#items.gaps.length);
  }

  snapshots(snapshots: readonly PriceSnapshot[]): void {
    this.#items.snapshots.push(...snapshots);
    this.flush();
  }

  candles(candles: readonly ProviderCandles[]): void {
    this.#items.candles.push(...candles);
    this.flush();
  }

  notice(notice: FeedNotice): void {
    if (this.#notices.length >= MANY_NOTICES) this.#notices = [];
    this.#notices.push(notice);
    this.flush();
  }

  /** After everything of a frame was put in. */
  flush(): void {
    const { trades, quotes, gaps } = this.#items;
    if (!this.isFull && trades.length + quotes.length + gaps.length >= MAX_WAITING) this.#turn(true);
    this.#arrival?.();
    this.#arrival = null;
  }

  /** Resolves when there is room. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.isFull && !signal.aborted) await waitFor((resolve) => this.#room.push(resolve), signal);
  }

  /** Resolves when something waits. */
  async arrival(signal: AbortSignal): Promise<void> {
    while (this.isEmpty && !signal.aborted) {
      await waitFor((resolve) => {
        this.#arrival = resolve;
      }, signal);
    }
  }

  get isEmpty(): boolean {
    return this.#notices.length + itemsIn(this.#items) === 0;
  }

  takeNotice(): FeedNotice | null {
    return this.#notices.shift() ?? null;
  }

  takeItems(): OutboxItems | null {
    const items = this.#items;
    if (itemsIn(items) === 0) return null;
    this.#items = empty();
    this.#foldAt = MANY_GAPS;
    if (this.isFull) this.#turn(false);
    return items;
  }

  #turn(isFull: boolean): void {
    this.isFull = isFull;
    this.onFull(isFull);
    if (isFull) return;
    for (const resolve of this.#room.splice(0)) resolve();
  }
}

function empty(): OutboxItems {
  return { trades: [], quotes: [], gaps: [], snapshots: [], candles: [] };
}

function waitFor(begin: (resolve: () => void) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
    begin(done);
  });
}
