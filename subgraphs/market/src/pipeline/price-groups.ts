import type { LoggedEvent } from '@marketgraph/bus';
import type { MarketgraphEvent } from '@marketgraph/events';
import type { Provenance } from '@marketgraph/vocabulary';
import { CandleFold } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import type { QuoteTickBatch, TradeBatch } from '../storage/tick-writer.ts';

type PricesReceived = MarketgraphEvent<'PricesReceived'>;

/** What a batch says of one symbol as one source tells it. */
export interface PriceGroup {
  readonly symbol: string;
  readonly source: string;
  readonly last: CandleFold;
  readonly bid: CandleFold;
  readonly ask: CandleFold;
  readonly sizeSum: DecimalSum;
  provenance: Provenance;
  trades: number;
  quotes: number;
  lastTradeAt: number | null;
  newestAt: number;
  receivedAt: number;
}

export function pricesOf(events: readonly LoggedEvent[]): PricesReceived[] {
  return events.flatMap(({ event }) => (event.type === 'PricesReceived' ? [event as PricesReceived] : []));
}

export function tradeBatchOf(events: readonly PricesReceived[]): TradeBatch {
  const batch: TradeBatch = {
    symbol: [],
    source: [],
    key: [],
    occurredAt: [],
    receivedAt: [],
    price: [],
    size: [],
    side: [],
    conditions: [],
  };
  for (const { payload, receivedAt } of events) {
    const { trades, symbol, source } = payload;
    trades.key.forEach((key, index) => {
      batch.symbol.push(symbol);
      batch.source.push(source);
      batch.key.push(key);
      batch.receivedAt.push(receivedAt);
      batch.occurredAt.push(trades.occurredAt[index] ?? 0);
      batch.price.push(trades.price[index] ?? '0');
      batch.size.push(trades.size[index] ?? '0');
      batch.side.push(trades.side[index] ?? null);
      batch.conditions.push(trades.conditions[index] ?? null);
    });
  }
  return batch;
}

export function quoteBatchOf(events: readonly PricesReceived[]): QuoteTickBatch {
  const batch: QuoteTickBatch = { symbol: [], source: [], key: [], occurredAt: [], receivedAt: [], bid: [], ask: [] };
  for (const { payload, receivedAt } of events) {
    const { quotes, symbol, source } = payload;
    quotes.key.forEach((key, index) => {
      batch.symbol.push(symbol);
      batch.source.push(source);
      batch.key.push(key);
      batch.receivedAt.push(receivedAt);
      batch.occurredAt.push(quotes.occurredAt[index] ?? 0);
      batch.bid.push(quotes.bid[index] ?? '0');
      batch.ask.push(quotes.ask[index] ?? '0');
    });
  }
  return batch;
}

/** The groups of a batch, by symbol and source. */
export class PriceGroups {
  readonly #groups = new Map<string, PriceGroup>();

  constructor(events: readonly PricesReceived[]) {
    for (const { payload, receivedAt } of events) {
      const group = this.#of(payload.symbol, payload.source);
      group.provenance = payload.provenance;
      group.receivedAt = Math.max(group.receivedAt, receivedAt);
    }
  }

  addTrade(batch: TradeBatch, index: number): void {
    const group = this.#of(batch.symbol[index] ?? '', batch.source[index] ?? '');
    const [at, size] = [batch.occurredAt[index] ?? 0, batch.size[index] ?? '0'];
    group.last.add({ at, key: batch.key[index] ?? 0, price: batch.price[index] ?? '0', size, conditions: batch.conditions[index] ?? null });
    group.trades += 1;
    group.sizeSum.add(size);
    group.lastTradeAt = Math.max(group.lastTradeAt ?? at, at);
    group.newestAt = Math.max(group.newestAt, at);
  }

  addQuote(batch: QuoteTickBatch, index: number): void {
    const group = this.#of(batch.symbol[index] ?? '', batch.source[index] ?? '');
    const [at, key] = [batch.occurredAt[index] ?? 0, batch.key[index] ?? 0];
    group.bid.add({ at, key, price: batch.bid[index] ?? '0', size: null });
    group.ask.add({ at, key, price: batch.ask[index] ?? '0', size: null });
    group.quotes += 1;
    group.newestAt = Math.max(group.newestAt, at);
  }

  /** Those that got something new. */
  changed(): PriceGroup[] {
    return [...this.#groups.values()].filter((group) => group.trades + group.quotes > 0);
  }

  get(symbol: string, source: string): PriceGroup | undefined {
    return this.#groups.get(`${symbol} ${source}`);
  }

  #of(symbol: string, source: string): PriceGroup {
    const known = this.get(symbol, source);
    if (known) return known;
    const group: PriceGroup = {
      symbol,
      source,
      last: new CandleFold('LAST'),
      bid: new CandleFold('BID'),
      ask: new CandleFold('ASK'),
      sizeSum: new DecimalSum(),
      provenance: 'LIVE',
      trades: 0,
      quotes: 0,
      lastTradeAt: null,
      newestAt: Number.NEGATIVE_INFINITY,
      receivedAt: 0,
    };
    this.#groups.set(`${symbol} ${source}`, group);
    return group;
  }
}
