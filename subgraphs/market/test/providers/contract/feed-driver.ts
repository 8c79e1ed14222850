import type { Clock, Logger, Metrics } from '@marketgraph/service';
import type { ManualClock, VenueServer } from '@marketgraph/test-kit';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { PriceFeed } from '../../../src/domain/price-feed.ts';

/** What a provider has; the contract asks of each only what it can have. */
export interface FeedCapabilities {
  /** STREAM: a websocket. POLL: REST that is asked again and again. */
  readonly kind: 'STREAM' | 'POLL';
  /** Trades are numbered by the venue, so that one that is missing is known. */
  readonly ids: boolean;
  /** Missing trades can be asked for. */
  readonly history: boolean;
  /** Subscriptions are answered. */
  readonly acknowledges: boolean;
  /** Symbols that do not exist are refused over the websocket. */
  readonly refusesSymbols: boolean;
  /** The venue can refuse what is sent too fast, over the websocket. */
  readonly limitsMessages: boolean;
}

export interface FeedOptions {
  readonly instruments: readonly Instrument[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A price that a venue knows. */
export interface KnownPrice {
  /** The venue's number of the trade; null where there is none. */
  readonly key: number | null;
  readonly price: string;
}

/** One provider's server and how it is driven: everything in which the contract's tests differ between providers. */
export interface FeedDriver {
  readonly can: FeedCapabilities;
  readonly clock: ManualClock;
  readonly server: VenueServer;
  /** Two that the venue has, and one that it has not. */
  readonly symbols: readonly [string, string];
  readonly unknownSymbol: string;
  /** Keys that the feed was given. */
  readonly secrets: readonly string[];
  feed(options: FeedOptions): PriceFeed;
  /** Something is traded. DROPPED: nobody is told over the websocket. TWICE: told again at once. HELD: told at `release`. */
  trade(symbol: string, telling?: 'SENT' | 'DROPPED' | 'TWICE' | 'HELD'): KnownPrice;
  /** Tells held trades in the wrong order. */
  release(): void;
  /** All trades of a symbol there were, oldest first. */
  ledger(symbol: string): readonly KnownPrice[];
  /** The venue tells no more what is older than its newest `count` trades. */
  forget(symbol: string, count: number): void;
  /** A sign of life without prices. */
  heartbeat(): void;
  /** A message of a type that nobody knows, and one that is not what its type promises. */
  unknownFrame(): string;
  malformedFrame(): string;
  /** Symbols that are followed over open connections now. */
  followed(): readonly string[];
  /** The venue answers the next subscriptions only after `answer` was called, or never. */
  withholdAnswers?(isWithheld: boolean): void;
  /** The venue's own way to say that it is asked too often: over REST where it has history, else over the websocket. */
  limit(): void;
  stop(): Promise<void>;
}
