import type { AnyNewEvent } from '@marketgraph/events';
import { ManualClock } from '@marketgraph/test-kit';
import type { ConsumeOptions, Consumption, Log, LoggedEvent, TailItem, Transaction } from '../src/index.ts';

/** One log of an adapter, for one test. */
export interface LogHarness {
  readonly clock: ManualClock;
  /** Another process' view of the same log. */
  open(): Promise<Log>;
  /** Puts an entry into the log that no version of ours can read. */
  appendUnreadable(log: Log, key: string): Promise<void>;
  begin(): Promise<OpenTransaction>;
  dispose(): Promise<void>;
}

/** What an adapter has of transactions: none, an outbox beside them, or the very same. */
export type Transactions = 'none' | 'outbox' | 'same';

export interface OpenTransaction extends Transaction {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export const RETRY_PAUSE_MS = 5;

/** The smallest event there is; `name` tells them apart. */
export function listed(symbol: string, name: string | number): AnyNewEvent {
  return {
    type: 'InstrumentListed',
    key: symbol,
    occurredAt: 1,
    receivedAt: 2,
    payload: { symbol, name: String(name), assetClass: 'STOCK', region: 'AMERICAS', currency: 'USD', sector: null },
  };
}

export function watchlist(key: string): AnyNewEvent {
  return {
    type: 'WatchlistChanged',
    key,
    occurredAt: 1,
    receivedAt: 2,
    payload: { watchlistId: key, userId: 'u', name: key, symbols: null },
  };
}

export function series(symbols: readonly string[], count: number, from = 1): AnyNewEvent[] {
  return Array.from({ length: count }, (_, index) => listed(symbols[index % symbols.length] ?? 'NONE', from + index));
}

export function nameOf({ event }: LoggedEvent): string {
  return event.type === 'InstrumentListed' ? event.payload.name : event.key;
}

export const SYMBOLS = ['AAPL', 'MSFT', 'BTC-USD', 'EUR-USD', 'SPY', 'IBM', 'TSLA'];

/** A reader of a tail that asks for as much as a test wants to see. */
export class Reader {
  readonly #ending = new AbortController();
  readonly #iterator: AsyncIterator<TailItem>;
  readonly items: TailItem[] = [];

  constructor(log: Log, after?: string) {
    const { signal } = this.#ending;
    this.#iterator = log.tail(after === undefined ? { signal } : { after, signal })[Symbol.asyncIterator]();
  }

  get events(): LoggedEvent[] {
    return this.items.flatMap((item) => (item.kind === 'events' ? item.events : []));
  }

  get names(): string[] {
    return this.events.map(nameOf);
  }

  async next(): Promise<TailItem> {
    const { value, done } = await this.#iterator.next();
    if (done) throw new Error('The tail has ended.');
    this.items.push(value);
    return value;
  }

  async until(events: number): Promise<LoggedEvent[]> {
    while (this.events.length < events) await this.next();
    return this.events;
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#iterator.return?.();
  }
}

/** Collects what handlers were given; `reached` resolves as soon as so many have come. */
export class Collected {
  readonly names: string[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];

  add(events: readonly LoggedEvent[]): void {
    this.names.push(...events.map(nameOf));
    for (const one of this.#waiting.filter(({ count }) => count <= this.names.length)) one.resolve();
  }

  reached(count: number): Promise<void> {
    if (this.names.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}

/** A consumer of the group `recorder`, unless the options say otherwise, that collects what it is given. */
export function consumeInto(log: Log, into: Collected, options: Partial<ConsumeOptions> = {}): Consumption {
  return log.consume({ group: 'recorder', handle: async ({ events }) => into.add(events), ...options });
}

/** What a test is given: the harness and one opened log. */
export interface Given {
  harness: LogHarness;
  log: Log;
}
