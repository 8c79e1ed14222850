import type { LoggedEvent } from '@marketgraph/bus';
import type { MarketgraphEvent } from '@marketgraph/events';
import {
  type BatchSeries,
  type CorrectionColumns,
  emptyCorrections,
  emptyQuoteTicks,
  emptyTrades,
  type QuoteTickColumns,
  type TickBatch,
  type TradeColumns,
} from '../storage/tick-batch.ts';

export type PricesReceived = MarketgraphEvent<'PricesReceived'>;
export type SourceChangedEvent = MarketgraphEvent<'SourceChanged'>;

/** Without quotes that are told again because their source is silent. */
export function pricesOf(events: readonly LoggedEvent[]): PricesReceived[] {
  return events.flatMap(({ event }) =>
    event.type === 'PricesReceived' && event.payload.mark !== 'STALE' ? [event as PricesReceived] : [],
  );
}

export function sourceChangesOf(events: readonly LoggedEvent[]): SourceChangedEvent[] {
  return events.flatMap(({ event }) => (event.type === 'SourceChanged' ? [event as SourceChangedEvent] : []));
}

/** All ticks of the events as one batch; `others` are series of which something else is recorded beside them. */
export function batchOf(events: readonly PricesReceived[], others: readonly BatchSeries[] = []): TickBatch {
  const batch = { series: [] as BatchSeries[], trades: emptyTrades(), quotes: emptyQuoteTicks() };
  const corrections = emptyCorrections();
  const places = new Map<string, number>();
  const placeOf = ({ symbol, source, provenance }: BatchSeries) => {
    const name = `${source} ${symbol}`;
    const of = places.get(name) ?? batch.series.push({ symbol, source, provenance }) - 1;
    places.set(name, of);
    return of;
  };
  for (const other of others) placeOf(other);
  for (const { payload, receivedAt } of events) {
    const of = placeOf(payload);
    addTrades(batch.trades, payload.trades, of, receivedAt);
    addQuotes(batch.quotes, payload.quotes, of, receivedAt);
    if (payload.corrections) addCorrections(corrections, payload.corrections, of, receivedAt);
  }
  return corrections.key.length > 0 ? { ...batch, corrections } : batch;
}

function addTrades(columns: TradeColumns, trades: PricesReceived['payload']['trades'], of: number, receivedAt: number): void {
  for (let index = 0; index < trades.key.length; index++) {
    columns.of.push(of);
    columns.key.push(trades.key[index] ?? 0);
    columns.receivedAt.push(receivedAt);
    columns.occurredAt.push(trades.occurredAt[index] ?? 0);
    columns.price.push(trades.price[index] ?? '0');
    columns.size.push(trades.size[index] ?? '0');
    columns.side.push(trades.side[index] ?? null);
    columns.conditions.push(trades.conditions[index] ?? null);
  }
}

function addQuotes(columns: QuoteTickColumns, quotes: PricesReceived['payload']['quotes'], of: number, receivedAt: number): void {
  for (let index = 0; index < quotes.key.length; index++) {
    columns.of.push(of);
    columns.key.push(quotes.key[index] ?? 0);
    columns.receivedAt.push(receivedAt);
    columns.occurredAt.push(quotes.occurredAt[index] ?? 0);
    columns.bid.push(quotes.bid[index] ?? '0');
    columns.ask.push(quotes.ask[index] ?? '0');
  }
}

function addCorrections(
  columns: CorrectionColumns,
  corrections: NonNullable<PricesReceived['payload']['corrections']>,
  of: number,
  receivedAt: number,
): void {
  for (let index = 0; index < corrections.key.length; index++) {
    columns.of.push(of);
    columns.key.push(corrections.key[index] ?? 0);
    columns.receivedAt.push(receivedAt);
    columns.tradeKey.push(corrections.tradeKey[index] ?? 0);
    columns.tradeAt.push(corrections.tradeAt[index] ?? 0);
    columns.kind.push(corrections.kind[index] ?? 'CANCEL');
    columns.price.push(corrections.price[index] ?? null);
    columns.size.push(corrections.size[index] ?? null);
  }
}
