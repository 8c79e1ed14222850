import type { MarketgraphEvent } from '@marketgraph/events';
import { pricesReceived } from '../market-bench.ts';
import type { NaiveCandle } from './naive-candles.ts';
import type { SequenceItem } from './sequences.ts';

/** A candle as the view of stored candles tells it. */
export interface StoredCandle extends NaiveCandle {
  readonly revision: number;
}

export const STORED = `SELECT symbol, basis::text, "interval"::text, (extract(epoch FROM open_time) * 1000)::float8 AS "openTime", open::text, high::text, low::text,
  close::text, volume::text, turnover::text, trade_count AS "tradeCount", closed, revision FROM market.candles`;

/** The event that tells a batch of a sequence. */
export function pricesOf(symbol: string, items: readonly SequenceItem[]): MarketgraphEvent<'PricesReceived'> {
  const trades = items
    .filter((item) => item.kind === 'trade')
    .map(({ at, ...trade }) => ({ ...trade, symbol, side: null, occurredAt: at }));
  const quotes = items.filter((item) => item.kind === 'quote').map(({ at, ...quote }) => ({ ...quote, symbol, occurredAt: at }));
  const corrections = items.filter((item) => item.kind === 'correction');
  const event = pricesReceived({ symbol, trades, quotes, receivedAt: 1 });
  const columns = {
    key: corrections.map(({ key }) => key),
    tradeKey: corrections.map(({ tradeKey }) => tradeKey),
    tradeAt: corrections.map(({ tradeAt }) => tradeAt),
    kind: corrections.map(({ right }) => (right ? 'CORRECT' : 'CANCEL') as 'CORRECT' | 'CANCEL'),
    price: corrections.map(({ right }) => right?.price ?? null),
    size: corrections.map(({ right }) => right?.size ?? null),
  };
  const quote = { ...event.payload.quote, asOf: 1 };
  const payload = { ...event.payload, quote, ...(corrections.length > 0 ? { corrections: columns } : {}) };
  return { ...event, occurredAt: 1, payload, version: 1, publishedAt: 0 };
}

export function nameOf({ basis, interval, openTime }: { basis: string; interval: string; openTime: number }): string {
  return `${basis} ${interval} ${openTime}`;
}

export function plain({ basis, interval, openTime, tradeCount, closed, ...decimals }: StoredCandle): NaiveCandle {
  const { open, high, low, close, volume, turnover } = decimals;
  const [o, h, l, c, v, t] = [open, high, low, close, volume, turnover].map((text) =>
    text.includes('.') ? text.replace(/\.?0+$/, '') : text,
  );
  return {
    basis,
    interval,
    openTime,
    tradeCount,
    closed,
    open: o ?? '',
    high: h ?? '',
    low: l ?? '',
    close: c ?? '',
    volume: v ?? '',
    turnover: t ?? '',
  };
}

export function inOrder(candles: readonly NaiveCandle[]): NaiveCandle[] {
  return [...candles].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
