import { type FeedDelivery, itemsIn } from '../domain/price-feed.ts';

/** So many trades and quotes may wait for the log; a feed that would deliver more is not asked for more. */
const MAX_WAITING = 10_000;

/** Nothing new: quotes that are to be told again, as they stand; `symbols` is null for all of them. */
export interface Retelling {
  readonly symbols: ReadonlySet<string> | null;
}

/**
 * What a feed delivers while an append is under way, folded into the next one: the busier it is, the more trades every entry carries,
 * and every reader of the log pays per entry.
 */
export class DeliveryGather {
  #waiting: FeedDelivery[] = [];
  #prices = 0;
  #again: Retelling | null = null;
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

  /** Asks for quotes to be told again, after what waits. */
  tellAgain(symbols: readonly string[] | null): void {
    const before = this.#again;
    const all = symbols === null || before?.symbols === null;
    this.#again = { symbols: all ? null : new Set([...(before?.symbols ?? []), ...symbols]) };
    this.#arrived();
  }

  /** Nothing more comes; what waits can still be taken. */
  end(): void {
    this.#ended = true;
    this.#room?.();
    this.#arrived();
  }

  /** Everything that waits and can be told as one delivery, then what is to be told again; null when nothing will come any more. */
  async take(): Promise<FeedDelivery | Retelling | null> {
    while (this.#waiting.length === 0 && !this.#again && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#arrival = resolve;
      });
    }
    const [first] = this.#waiting;
    if (!first) return this.#takeAgain();
    const other = this.#waiting.findIndex(({ source, provenance }) => source !== first.source || provenance !== first.provenance);
    const taken = this.#waiting.splice(0, other < 0 ? this.#waiting.length : other);
    this.#prices -= taken.reduce((sum, delivery) => sum + itemsIn(delivery), 0);
    this.#room?.();
    this.#room = null;
    return fold(taken, first);
  }

  #takeAgain(): Retelling | null {
    const again = this.#again;
    this.#again = null;
    return again;
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
  const kinds = kindsIn(deliveries);
  const folded: FeedDelivery = {
    source: last.source,
    provenance: last.provenance,
    receivedAt: last.receivedAt,
    position: last.position,
    trades: [],
    quotes: [],
  };
  return Object.assign(folded, Object.fromEntries(kinds.map((kind) => [kind, joined(deliveries, kind)])));
}

const ALWAYS = ['trades', 'quotes'] as const;
const SOMETIMES = ['corrections', 'snapshots', 'candles', 'gaps'] as const;
type Kind = (typeof ALWAYS | typeof SOMETIMES)[number];

function kindsIn(deliveries: readonly FeedDelivery[]): Kind[] {
  return [...ALWAYS, ...SOMETIMES.filter((kind) => deliveries.some((delivery) => delivery[kind]))];
}

function joined(deliveries: readonly FeedDelivery[], kind: Kind): unknown[] {
  const items: unknown[] = [];
  for (const delivery of deliveries) for (const item of delivery[kind] ?? []) items.push(item);
  return items;
}
