import { Metrics, silentLogger } from '@marketgraph/service';
import { KrakenServer, ManualClock } from '@marketgraph/test-kit';
import { defaultLimits } from '../../../src/domain/call-budget.ts';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { classifyKraken } from '../../../src/providers/kraken/classify.ts';
import { krakenVenue } from '../../../src/providers/kraken/venue.ts';
import { openRestClient } from '../../../src/providers/rest/rest-client.ts';
import { StreamFeed } from '../../../src/providers/stream/stream-feed.ts';
import type { FeedDriver } from '../contract/feed-driver.ts';

export const krakenCan: FeedDriver['can'] = {
  ...{ kind: 'STREAM', ids: true, history: true, acknowledges: true, refusesSymbols: true, limitsMessages: true },
};

/** Kraken has no keys: its address is given one, which must not be told either. */
const CANARY = 'canary-kraken-5d40';

export async function krakenDriver(): Promise<FeedDriver & { readonly server: KrakenServer }> {
  const clock = new ManualClock();
  const server = await new KrakenServer({ clock, products: ['BTC/USD', 'ETH/USD'], firstId: 1_000 }).listen();
  const productOf = (symbol: string) => symbol.replace('-', '/');
  let price = 100;
  return {
    ...{ can: krakenCan, clock, server, symbols: ['BTC-USD', 'ETH-USD'], unknownSymbol: 'NONE-USD', secrets: [CANARY] },
    feed: (given) => {
      const rest = openRestClient({
        ...{ provider: 'kraken', baseUrl: server.restUrl, secrets: [], budget: new MemoryBudget(defaultLimits.kraken, clock) },
        ...{ clock, random: given.random, logger: silentLogger, metrics: new Metrics(), classify: classifyKraken },
      });
      return new StreamFeed(krakenVenue({ wsUrl: `${server.wsUrl}/?token=${CANARY}`, rest }), given);
    },
    trade: (symbol, telling) => {
      price += 1;
      const told = server.trade({ product: productOf(symbol), price: `${price}.50`, size: '0.25000000', side: 'BUY' }, telling);
      return { key: told.id, price: told.price };
    },
    release: () => server.release(),
    ledger: (symbol) => server.ledger.of(productOf(symbol)).map(({ id, price: paid }) => ({ key: id, price: paid })),
    forget: (symbol, count) => {
      const product = productOf(symbol);
      server.ledger.forgetBelow(product, (server.ledger.last(product)?.id ?? 0) - count + 1);
    },
    heartbeat: () => server.broadcast('{"channel":"heartbeat"}'),
    unknownFrame: () => '{"channel":"instrument","type":"update","data":{}}',
    malformedFrame: () => '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","trade_id":"no number"}]}',
    followed: () =>
      [...server.links]
        .flatMap(({ subscriptions }) => [...subscriptions])
        .flatMap((one) => (one.startsWith('trade:') ? [one.slice('trade:'.length).replace('/', '-')] : [])),
    limit: () => server.troubleRest({ body: { error: ['EGeneral:Too many requests'] } }),
    stop: () => server.stop(),
  };
}
