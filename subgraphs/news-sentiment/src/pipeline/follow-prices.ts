import { encodeCursor, type Log, type LoggedEvent } from '@marketgraph/bus';
import { SECOND_MS } from '@marketgraph/vocabulary';
import type { ListedInstrument } from '../domain/instrument.ts';
import type { MarketStory, StoryItem } from '../domain/market-story.ts';
import type { InstrumentStore } from '../storage/instrument-store.ts';

type Instruments = Pick<InstrumentStore, 'all'>;

/** The simulated market as the log tells it: who is listed, and prices as they come. */
export function followSimulatedPrices(log: Pick<Log, 'tail'>, instruments: Instruments): MarketStory {
  return {
    async *follow(position, signal): AsyncIterable<StoryItem> {
      const names = new KnownNames(instruments);
      for await (const item of log.tail({ signal, ...(position === null ? {} : { after: position }) })) {
        // A gap needs no care: what was not heard is not told.
        if (item.kind !== 'events') continue;
        const items = item.events.flatMap(toStory);
        yield* await names.before(items);
        yield* items;
      }
    },
  };
}

function toStory({ event, place }: LoggedEvent): StoryItem[] {
  if (event.type === 'InstrumentListed') return [{ kind: 'listed', instrument: event.payload }];
  if (event.type !== 'PricesReceived' || event.payload.provenance !== 'SIMULATED') return [];
  const { symbol, quote } = event.payload;
  return [{ kind: 'price', symbol, price: Number(quote.price), at: event.occurredAt, position: encodeCursor(place) }];
}

/** Listings lie before the place where the tail begins, and their projection may be a moment behind: it is asked again until it knows. */
class KnownNames {
  readonly #known = new Set<string>();
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly instruments: Instruments) {}

  async before(items: readonly StoryItem[]): Promise<StoryItem[]> {
    const unknown = items.find((item) => item.kind === 'price' && !this.#known.has(item.symbol));
    if (unknown?.kind !== 'price' || Math.abs(unknown.at - this.#askedAt) < SECOND_MS) return [];
    this.#askedAt = unknown.at;
    const fresh = (await this.instruments.all()).filter(({ symbol }) => !this.#known.has(symbol));
    for (const { symbol } of fresh) this.#known.add(symbol);
    return fresh.map((instrument: ListedInstrument) => ({ kind: 'listed', instrument }));
  }
}
