import type { EventPayloads, EventType } from './payloads.ts';

/** A past fact about one key (a symbol, or another id where no instrument is meant). Order is kept per key. */
export interface MarketgraphEvent<T extends EventType = EventType> {
  readonly type: T;
  readonly version: 1;
  /** What the log partitions by. */
  readonly key: string;
  /** When it happened at the venue, milliseconds since 1970 UTC. */
  readonly occurredAt: number;
  /** When it reached us. */
  readonly receivedAt: number;
  /** When it entered the log. */
  readonly publishedAt: number;
  readonly payload: EventPayloads[T];
}

/** An event before the log has taken it. */
export type NewEvent<T extends EventType = EventType> = Omit<MarketgraphEvent<T>, 'publishedAt' | 'version'>;

/** Any event, so that `switch (event.type)` knows the payload. */
export type AnyEvent = { [T in EventType]: MarketgraphEvent<T> }[EventType];
export type AnyNewEvent = { [T in EventType]: NewEvent<T> }[EventType];
