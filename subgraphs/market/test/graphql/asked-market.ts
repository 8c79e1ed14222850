import type { Log } from '@marketgraph/bus';
import { Metrics, silentLogger, startParts, stopParts, systemClock } from '@marketgraph/service';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import { graphql } from 'graphql';
import { expect, vi } from 'vitest';
import { openMarket } from '../../src/main/market.ts';
import { instrument, openBench, pricesReceived, quoteTick, trade } from '../market-bench.ts';

export const start = Date.UTC(2013, 9, 7, 14, 30);
export const iso = (at: number) => new Date(at).toISOString();

export interface Page<N> {
  nodes: N[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

/** The market subgraph over a database of its own, asked as the gateway asks it. */
export interface AskedMarket {
  ask<T = Record<string, unknown>>(source: string, variables?: Record<string, unknown>): Promise<T>;
  /** Of the error that the query meets. */
  codeOf(source: string): Promise<unknown>;
  readonly url: string;
  /** Trades come in and are recorded; they may be of a symbol that no feed lists. */
  trades(symbol: string, trades: readonly { key: number; at: number; price: string }[]): Promise<void>;
  /** These happen and are recorded. */
  tell(events: Parameters<Log['append']>[0]): Promise<void>;
  /** Another trade of SPY comes in and is recorded. */
  arrive(): Promise<void>;
  close(): Promise<void>;
}

export async function openAskedMarket(): Promise<AskedMarket> {
  const bench = await openBench([
    instrument('SPY', { name: 'SPDR S&P 500', assetClass: 'ETF', sector: 'Funds' }),
    instrument('IBM', { name: 'International Business Machines', sector: 'Technology' }),
    instrument('EUR-USD', { name: 'Euro / US Dollar', assetClass: 'FOREX', region: 'GLOBAL', exchange: null }),
    instrument('BTC-USD', { name: 'Bitcoin', assetClass: 'CRYPTO', region: 'GLOBAL', exchange: null }),
  ]);
  const { url, log } = bench;
  // Time stands still for what is shown, and passes for what waits.
  const clock = { now: () => bench.clock.now(), sleep: systemClock.sleep };
  const market = await openMarket({ databaseUrl: url, log, clock, logger: silentLogger, metrics: new Metrics(), env: {} });
  const parts = [...market.recorder, ...market.apiParts];
  await startParts(parts, silentLogger);
  const answer = (source: string, variableValues: Record<string, unknown> = {}) =>
    graphql({ schema: market.api.schema, source, variableValues, contextValue: market.api.createContext(null) });
  const asked: AskedMarket = {
    ask: async (source, variables) => {
      const { data, errors } = await answer(source, variables);
      expect(errors).toBeUndefined();
      return JSON.parse(JSON.stringify(data));
    },
    codeOf: async (source) => (await answer(source)).errors?.[0]?.extensions['code'],
    url,
    trades: async (symbol, trades) => {
      await log.append([pricesReceived({ symbol, trades: trades.map(({ key, at, price }) => trade(symbol, key, at, price)) })]);
      await bench.recorded();
    },
    tell: async (events) => {
      await log.append(events);
      await bench.recorded();
    },
    arrive: async () => {
      const late = pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 14, start + 11 * MINUTE_MS, '111.00')] });
      await log.append([quoted(late, '11.00', 10, '103')]);
      await bench.recorded();
    },
    close: async () => {
      await stopParts(parts, silentLogger);
      await market.close();
      await bench.close();
    },
  };
  await log.append(firstPrices());
  await bench.recorded();
  await vi.waitUntil(async () => (await quotedCount(asked)) === 3);
  return asked;
}

/** Ten minutes of SPY with three trades of one instant, IBM that fell, EUR-USD quotes; BTC-USD tells nothing. */
function firstPrices() {
  const spy = Array.from({ length: 10 }, (_, index) => trade('SPY', index + 1, start + index * MINUTE_MS, `${100 + index}.00`, '10'));
  const burst = [11, 12, 13].map((key) => trade('SPY', key, start + 10 * MINUTE_MS, '111.00', '1'));
  const euro = Array.from({ length: 4 }, (_, index) => quoteTick('EUR-USD', index, start + index * 1_000, `1.30${index}`, `1.31${index}`));
  return [
    quoted(pricesReceived({ symbol: 'SPY', trades: [...spy, ...burst] }), '11.00', 10, '103'),
    quoted(pricesReceived({ symbol: 'IBM', trades: [trade('IBM', 1, start, '180')] }), '-2.00', -1, '1'),
    quoted(pricesReceived({ symbol: 'EUR-USD', quotes: euro }), null, null, '0'),
  ];
}

async function quotedCount({ ask }: AskedMarket): Promise<number> {
  const { instruments } = await ask<{ instruments: Page<{ quote: unknown }> }>('{ instruments { nodes { quote { price } } } }');
  return instruments.nodes.filter(({ quote }) => quote).length;
}

function quoted(event: ReturnType<typeof pricesReceived>, change: string | null, changePercent: number | null, volume: string) {
  return { ...event, payload: { ...event.payload, quote: { ...event.payload.quote, change, changePercent, volume } } };
}
