import { encodeCursor, type Log } from '@marketgraph/bus';
import type { MarketStory, StoryItem } from '../domain/market-story.ts';
import type { InstrumentStore } from '../storage/instrument-store.ts';

/** The simulated market as the log tells it: first who is known, then listings and prices as they come. */
export function followSimulatedPrices(log: Pick<Log, 'tail'>, instruments: InstrumentStore): MarketStory {
  return {
    async *follow(position, signal): AsyncIterable<StoryItem> {
      for (const instrument of await instruments.all()) yield { kind: 'listed', instrument };
      for await (const item of log.tail({ signal, ...(position === null ? {} : { after: position }) })) {
        // A gap needs no care: what was not heard is not told.
        if (item.kind !== 'events') continue;
        for (const { event, place } of item.events) {
          if (event.type === 'InstrumentListed') yield { kind: 'listed', instrument: event.payload };
          if (event.type !== 'PricesReceived' || event.payload.provenance !== 'SIMULATED') continue;
          const { symbol, quote } = event.payload;
          yield { kind: 'price', symbol, price: Number(quote.price), at: event.occurredAt, position: encodeCursor(place) };
        }
      }
    },
  };
}
