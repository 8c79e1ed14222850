import { Metrics, silentLogger } from '@marketgraph/service';
import { CoinbaseServer, ManualClock } from '@marketgraph/test-kit';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { coinbaseVenue } from '../../../src/providers/coinbase/venue.ts';
import { openRestClient } from '../../../src/providers/rest/rest-client.ts';
import { StreamFeed } from '../../../src/providers/stream/stream-feed.ts';
import type { FeedDriver } from '../contract/feed-driver.ts';

export const coinbaseCan: FeedDriver['can'] = {
  ...{ kind: 'STREAM', ids: true, history: true, acknowledges: true, refusesSymbols: true, limitsMessages: true },
};

/** Coinbase has no keys: its address is given one, which must not be told either. */
const CANARY = 'canary-coinbase-7f3a';

export async function coinbaseDriver(
  products: readonly string[] = ['BTC-USD', 'ETH-USD'],
): Promise<FeedDriver & { readonly server: CoinbaseServer }> {
  const clock = new ManualClock();
  const server = await new CoinbaseServer({ clock, products, firstId: 1_000 }).listen();
  let price = 100;
  return {
    ...{ can: coinbaseCan, clock, server, symbols: ['BTC-USD', 'ETH-USD'], unknownSymbol: 'NONE-USD', secrets: [CANARY] },
    feed: (options) => {
      const limits = [{ calls: 8, perMs: 1_000 }];
      const rest = openRestClient({
        ...{ provider: 'coinbase', baseUrl: server.restUrl, secrets: [], budget: new MemoryBudget(limits, clock) },
        ...{ clock, random: options.random, logger: silentLogger, metrics: new Metrics() },
      });
      return new StreamFeed(coinbaseVenue({ wsUrl: `${server.wsUrl}/?token=${CANARY}`, rest }), options);
    },
    trade: (product, telling) => {
      price += 1;
      const told = server.trade({ product, price: `${price}.50`, size: '0.25', side: 'BUY' }, telling);
      return { key: told.id, price: told.price };
    },
    release: () => server.release(),
    ledger: (product) => server.ledger.of(product).map(({ id, price: paid }) => ({ key: id, price: paid })),
    forget: (product, count) => server.ledger.forgetBelow(product, (server.ledger.last(product)?.id ?? 0) - count + 1),
    heartbeat: () => server.heartbeat('BTC-USD'),
    unknownFrame: () => '{"type":"status","products":[]}',
    malformedFrame: () => '{"type":"match","trade_id":"no number","product_id":"BTC-USD"}',
    followed: () =>
      [...server.links]
        .flatMap(({ subscriptions }) => [...subscriptions])
        .flatMap((one) => (one.startsWith('matches:') ? [one.slice(8)] : [])),
    limit: () => server.troubleRest({ status: 429, headers: { 'retry-after': '2' }, body: { message: 'Public rate limit exceeded' } }),
    stop: () => server.stop(),
  };
}
