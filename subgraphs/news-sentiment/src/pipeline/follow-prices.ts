import { encodeCursor, type Log, type LoggedEvent } from '@marketgraph/bus';
import type { MarketStory, StoryItem } from '../domain/market-story.ts';
import type { InstrumentStore } from '../storage/instrument-store.ts';

/** The simulated market as the log tells it: first who is known, then listings and prices as they come. */
export function followSimulatedPrices(log: Pick<Log, 'tail'>, instruments: InstrumentStore): MarketStory {
  return {
    async *follow(position, signal): AsyncIterable<StoryItem> {
      for (const instrument of await instruments.all()) yield { kind: 'listed', instrument };
      for await (const item of log.tail({ signal, ...(position === null ? {} : { after: position }) })) {
        // A gap needs no care: what was not heard is not told.
        if (item.kind === 'events') yield* item.events.flatMap(toStory);
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
