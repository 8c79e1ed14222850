import { createPostgresLog, encodeCursor, type Log } from '@marketgraph/bus';
import type { AnyEvent, AnyNewEvent, EventType } from '@marketgraph/events';
import { type Database, openDatabase } from '@marketgraph/postgres';
import { type Part, silentLogger } from '@marketgraph/service';
import { bareQuote, ManualClock, testDatabase } from '@marketgraph/test-kit';
import { InstrumentStore } from '../src/storage/instrument-store.ts';
import { model } from '../src/storage/model.ts';
import { SentimentReader } from '../src/storage/sentiment-reader.ts';
import { SymbolStates } from '../src/storage/symbol-states.ts';

/** Monday, 5 January 2026, 15:00 UTC. */
export const NOON = Date.UTC(2026, 0, 5, 15, 0);

export interface World {
  readonly url: string;
  readonly log: Log;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly instruments: InstrumentStore;
  readonly sentiments: SentimentReader;
  readonly states: SymbolStates;
  /** Everything of one type that the log holds, once there are as many as asked for. */
  heard<T extends EventType>(type: T, count: number): Promise<Extract<AnyEvent, { type: T }>[]>;
  rows(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Runs a part until `work` is done. */
  whileRunning(part: Part, work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const { url, drop } = await testDatabase();
  const clock = new ManualClock(NOON);
  const log = await createPostgresLog({ url, logger: silentLogger, clock, partitions: 4 });
  const database = await openDatabase({ ...model, url, logger: silentLogger });
  return {
    ...{ url, log, database, clock },
    instruments: new InstrumentStore(database.pool),
    sentiments: new SentimentReader(database.pool),
    states: new SymbolStates(database.pool),
    heard: (type, count) => heard(log, type, count),
    rows: async (text, values) => (await database.pool.query(text, values)).rows,
    async whileRunning(part, work) {
      await part.start();
      try {
        await work();
      } finally {
        await part.stop();
      }
    },
    async close() {
      await database.close();
      await log.close();
      await drop();
    },
  };
}

async function heard<T extends EventType>(log: Log, type: T, count: number): Promise<Extract<AnyEvent, { type: T }>[]> {
  const found: Extract<AnyEvent, { type: T }>[] = [];
  const stopping = new AbortController();
  for await (const item of log.tail({ after: encodeCursor(await log.oldest()), signal: stopping.signal })) {
    if (item.kind !== 'events') throw new Error(`The log has a gap: ${item.reason}.`);
    for (const { event } of item.events) if (event.type === type) found.push(event as Extract<AnyEvent, { type: T }>);
    if (found.length >= count) break;
  }
  stopping.abort();
  return found;
}

export function articleReceived(
  articleId: string,
  headline: string,
  more: { at?: number; symbols?: string[]; publisher?: string } = {},
): AnyNewEvent {
  const { at = NOON, symbols = [], publisher = 'Harbor Street Wire' } = more;
  const url = `https://news.marketgraph.example/${articleId}`;
  const payload = { articleId, headline, summary: null, url, publisher, provenance: 'SIMULATED', symbols } as const;
  return { type: 'ArticleReceived', key: articleId, occurredAt: at, receivedAt: at + 5, payload: { ...payload, symbols } };
}

export function pricesReceived(symbol: string, price: string, at: number, provenance: 'SIMULATED' | 'REPLAYED' = 'SIMULATED'): AnyNewEvent {
  return {
    type: 'PricesReceived',
    key: symbol,
    occurredAt: at,
    receivedAt: at,
    payload: {
      ...{ symbol, source: 'test', provenance },
      trades: { key: [at], price: [price], size: ['1'], side: [null], occurredAt: [at], conditions: [null] },
      quotes: { key: [], bid: [], ask: [], occurredAt: [] },
      quote: { ...bareQuote(price, at), volume: '1' },
    },
  };
}

export function instrumentListed(symbol: string, name: string): AnyNewEvent {
  const traits = { assetClass: 'STOCK', region: 'AMERICAS', currency: 'USD', sector: null } as const;
  return { type: 'InstrumentListed', key: symbol, occurredAt: NOON, receivedAt: NOON, payload: { symbol, name, ...traits } };
}
