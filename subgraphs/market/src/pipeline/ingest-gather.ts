import { type FeedDelivery, itemsIn, type QuoteTick, type Trade, type TradeCorrection } from '../domain/price-feed.ts';

/** So many trades and quotes may wait for the log; a feed that would deliver more is not asked for more. */
const MAX_WAITING = 10_000;

/**
 * What a feed delivers while an append is under way, folded into the next one: the busier it is, the more trades every entry carries,
 * and every reader of the log pays per entry.
 */
export class DeliveryGather {
  #waiting: FeedDelivery[] = [];
  #prices = 0;
  #ended = false;
  #room: (() => void) | null = null;
  #arrival: (() => void) | null = null;

  /** Resolves when more may be delivered: the feed stands still until then. */
  async put(delivery: FeedDelivery): Promise<void> {
    this.#waiting.push(delivery);
    this.#prices += itemsIn(delivery);
    this.#arrived();
    while (this.#prices >= MAX_WAITING && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }

  /** Nothing more comes; what waits can still be taken. */
  end(): void {
    this.#ended = true;
    this.#room?.();
    this.#arrived();
  }

  /** Everything that waits and can be told as one delivery; null when nothing will come any more. */
  async take(): Promise<FeedDelivery | null> {
    while (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#arrival = resolve;
      });
    }
    const [first] = this.#waiting;
    if (!first) return null;
    const other = this.#waiting.findIndex(({ source, provenance }) => source !== first.source || provenance !== first.provenance);
    const taken = this.#waiting.splice(0, other < 0 ? this.#waiting.length : other);
    this.#prices -= taken.reduce((sum, delivery) => sum + itemsIn(delivery), 0);
    this.#room?.();
    this.#room = null;
    return fold(taken, first);
  }

  #arrived(): void {
    this.#arrival?.();
    this.#arrival = null;
  }
}

/** Received when its last part was: nothing of it can have happened later. */
function fold(deliveries: readonly FeedDelivery[], first: FeedDelivery): FeedDelivery {
  const last = deliveries.at(-1);
  if (!last || last === first) return first;
  const trades: Trade[] = [];
  const quotes: QuoteTick[] = [];
  const corrections: TradeCorrection[] = [];
  for (const delivery of deliveries) {
    for (const trade of delivery.trades) trades.push(trade);
    for (const quote of delivery.quotes) quotes.push(quote);
    for (const correction of delivery.corrections ?? []) corrections.push(correction);
  }
  return { ...last, trades, quotes, corrections };
}
