import { useEffect, useState } from 'react';
import { InstrumentEventsDocument, type InstrumentEventsSubscription } from '../../../graphql/generated/instrument.ts';
import { useLive } from '../../../graphql/use-live.ts';

export type InstrumentEvent = InstrumentEventsSubscription['instrumentUpdated'];
type Instrument = NonNullable<InstrumentEvent['instrument']>;

const keptEvents = 9;
const pace = { mode: 'LATEST', every: 'PT1S' } as const;

interface Known {
  readonly events: readonly InstrumentEvent[];
  readonly sentiment: Instrument['sentiment'];
  readonly signal: Instrument['signal'];
}

const nothing: Known = { events: [], sentiment: null, signal: null };

/** One subscription that joins all subgraphs: whichever part an event comes from, it carries the others' newest state. */
export function useInstrumentEvents(symbol: string): Known {
  const [known, setKnown] = useState(nothing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another instrument has another past.
  useEffect(() => setKnown(nothing), [symbol]);
  useLive(InstrumentEventsDocument, { symbols: [symbol], pace }, ({ instrumentUpdated: event }) => {
    setKnown((before) => ({
      events: [event, ...before.events].slice(0, keptEvents),
      sentiment: event.instrument?.sentiment ?? before.sentiment,
      // The same signal again keeps its identity, so that nothing below it renders anew.
      signal: event.instrument?.signal && event.instrument.signal.id !== before.signal?.id ? event.instrument.signal : before.signal,
    }));
  });
  return known;
}
