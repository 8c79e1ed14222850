import { FinnhubServer, ManualClock } from '@marketgraph/test-kit';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { classifyFinnhub } from '../../../src/providers/finnhub/classify.ts';
import { FinnhubRest } from '../../../src/providers/finnhub/finnhub-rest.ts';
import { finnhubVenue } from '../../../src/providers/finnhub/venue.ts';
import { openRestClient } from '../../../src/providers/rest/rest-client.ts';
import { StreamFeed } from '../../../src/providers/stream/stream-feed.ts';
import type { FeedDriver, KnownPrice } from '../contract/feed-driver.ts';

export const finnhubCan: FeedDriver['can'] = {
  ...{ kind: 'STREAM', ids: false, history: false, acknowledges: false, refusesSymbols: false, limitsMessages: true },
};

const CANARY = 'canary-finnhub-51c9';

export async function finnhubDriver(
  hasCandles = false,
  pingMs = 10_000,
  at?: number,
): Promise<FeedDriver & { readonly server: FinnhubServer }> {
  const clock = new ManualClock(at);
  const server = await new FinnhubServer({ clock, key: CANARY, symbols: ['AAPL', 'MSFT'], hasCandles, pingMs }).listen();
  const traded: { symbol: string; price: string; size: string }[] = [];
  let held: typeof traded = [];
  return {
    ...{ can: finnhubCan, clock, server, symbols: ['AAPL', 'MSFT'], unknownSymbol: 'NOSUCH', secrets: [CANARY] },
    feed: (options) => {
      const rest = openRestClient({
        ...{ provider: 'finnhub', baseUrl: server.restUrl, query: { token: CANARY }, secrets: [CANARY], classify: classifyFinnhub },
        ...{ budget: new MemoryBudget([{ calls: 25, perMs: 1_000 }], clock), ...options },
      });
      const venue = finnhubVenue({ wsUrl: server.wsUrl, key: CANARY, rest: new FinnhubRest({ rest, clock }) });
      return new StreamFeed(venue, options);
    },
    trade: (symbol, telling = 'SENT') => {
      const trade = { symbol, price: `${100 + traded.length}.50`, size: '10' };
      traded.push(trade);
      server.happened(trade);
      if (telling === 'HELD') held.push(trade);
      if (telling === 'SENT' || telling === 'TWICE') server.trade(trade);
      if (telling === 'TWICE') server.trade(trade);
      return { key: null, price: trade.price };
    },
    release: () => {
      for (const trade of held.reverse()) server.trade(trade);
      held = [];
    },
    ledger: (symbol) => traded.filter((trade) => trade.symbol === symbol).map(({ price }): KnownPrice => ({ key: null, price })),
    forget: () => undefined,
    heartbeat: () => server.ping(),
    unknownFrame: () => '{"type":"news","data":[]}',
    malformedFrame: () => '{"type":"trade","data":[{"s":"AAPL","p":"no number","t":1,"v":1}]}',
    followed: () => [...server.links].flatMap(({ subscriptions }) => [...subscriptions]),
    limit: () => server.error('API limit reached. Please try again later.'),
    stop: () => server.stop(),
  };
}
