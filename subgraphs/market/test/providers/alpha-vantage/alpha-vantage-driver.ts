import { AlphaVantageServer, alphaVantageRefusals, ManualClock } from '@marketgraph/test-kit';
import { defaultLimits } from '../../../src/domain/call-budget.ts';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { openAlphaVantage } from '../../../src/providers/alpha-vantage/open-alpha-vantage.ts';
import type { FeedDriver } from '../contract/feed-driver.ts';
import { CANARY, sessionOf } from './polled.ts';

export const alphaVantageCan: FeedDriver['can'] = {
  ...{ kind: 'POLL', ids: false, history: false, acknowledges: false, refusesSymbols: false, limitsMessages: false },
};

const limits = defaultLimits['alpha-vantage'];

export async function alphaVantageDriver(): Promise<FeedDriver> {
  const clock = new ManualClock();
  const server = await new AlphaVantageServer({ key: CANARY, clock }).listen();
  const budget = new MemoryBudget(limits, clock);
  let price = 100;
  return {
    ...{ can: alphaVantageCan, clock, server, symbols: ['BTC-USD', 'ETH-USD'], unknownSymbol: 'NOSUCH-USD', secrets: [CANARY] },
    feed: (options) => openAlphaVantage({ ...options, baseUrl: server.restUrl, key: CANARY, budget, limits, sessionOf }),
    trade: (symbol) => {
      price += 1;
      const told = `${price}.50000000`;
      server.rates.set(symbol.slice(0, 3), told);
      return { key: null, price: told };
    },
    release: () => undefined,
    ledger: () => [],
    forget: () => undefined,
    heartbeat: () => undefined,
    unknownFrame: () => '{"Something New":{}}',
    malformedFrame: () => '{"Realtime Currency Exchange Rate":{"5. Exchange Rate":"much","6. Last Refreshed":"today"}}',
    followed: () => [],
    limit: () => server.troubleRest({ body: alphaVantageRefusals.day(CANARY) }),
    stop: () => server.stop(),
  };
}
