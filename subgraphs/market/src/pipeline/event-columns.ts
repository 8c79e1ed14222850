import type { CorrectionColumns, PricesReceived } from '@marketgraph/events';
import type { QuoteTick, Trade, TradeCorrection } from '../domain/price-feed.ts';

export function tradeColumns(trades: readonly Trade[]): PricesReceived['trades'] {
  return {
    key: trades.map(({ key }) => key),
    price: trades.map(({ price }) => price),
    size: trades.map(({ size }) => size),
    side: trades.map(({ side }) => side),
    occurredAt: trades.map(({ occurredAt }) => occurredAt),
    conditions: trades.map(({ conditions }) => conditions),
  };
}

export function quoteColumns(quotes: readonly QuoteTick[]): PricesReceived['quotes'] {
  return {
    key: quotes.map(({ key }) => key),
    bid: quotes.map(({ bid }) => bid),
    ask: quotes.map(({ ask }) => ask),
    occurredAt: quotes.map(({ occurredAt }) => occurredAt),
  };
}

export function correctionColumns(corrections: readonly TradeCorrection[]): CorrectionColumns {
  return {
    key: corrections.map(({ key }) => key),
    tradeKey: corrections.map(({ tradeKey }) => tradeKey),
    tradeAt: corrections.map(({ tradeAt }) => tradeAt),
    kind: corrections.map(({ kind }) => kind),
    price: corrections.map(({ price }) => price),
    size: corrections.map(({ size }) => size),
  };
}

/** The trades and quote ticks that an event carries. */
export function pricesIn({ symbol, trades, quotes }: PricesReceived): { trades: Trade[]; quotes: QuoteTick[] } {
  return {
    trades: trades.key.map((key, index) => ({
      symbol,
      key,
      price: trades.price[index] ?? '0',
      size: trades.size[index] ?? '0',
      side: trades.side[index] ?? null,
      occurredAt: trades.occurredAt[index] ?? 0,
      conditions: trades.conditions[index] ?? null,
    })),
    quotes: quotes.key.map((key, index) => ({
      symbol,
      key,
      bid: quotes.bid[index] ?? '0',
      ask: quotes.ask[index] ?? '0',
      occurredAt: quotes.occurredAt[index] ?? 0,
    })),
  };
}

/** Whether it tells a day as a whole, and no price of its own. */
export function isSnapshot({ trades, quotes, corrections, mark }: PricesReceived): boolean {
  return trades.key.length + quotes.key.length === 0 && corrections === undefined && mark !== 'STALE';
}
