import { Metrics, silentLogger } from '@marketgraph/service';
import { BinanceServer, type BinanceServerOptions, ManualClock } from '@marketgraph/test-kit';
import { defaultLimits } from '../../../src/domain/call-budget.ts';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { classifyBinance } from '../../../src/providers/binance/classify.ts';
import { binanceVenue } from '../../../src/providers/binance/venue.ts';
import { openRestClient } from '../../../src/providers/rest/rest-client.ts';
import { StreamFeed } from '../../../src/providers/stream/stream-feed.ts';
import type { FeedDriver } from '../contract/feed-driver.ts';

/** A pair that is none is subscribed to like any other; who is too fast is cut off. */
export const binanceCan: FeedDriver['can'] = {
  ...{ kind: 'STREAM', ids: true, history: true, acknowledges: true, refusesSymbols: false, limitsMessages: false },
};

/** Binance has no keys: its address is given one, which must not be told either. */
const CANARY = 'canary-binance-2c91';
const products: Readonly<Record<string, string>> = { 'BTC-USDT': 'BTCUSDT', 'ETH-USDT': 'ETHUSDT' };

export async function binanceDriver(options: Partial<BinanceServerOptions> = {}): Promise<FeedDriver & { readonly server: BinanceServer }> {
  const clock = new ManualClock();
  const server = await new BinanceServer({ clock, products: Object.values(products), firstId: 1_000, ...options }).listen();
  const productOf = (symbol: string) => products[symbol] ?? symbol;
  let price = 100;
  return {
    ...{ can: binanceCan, clock, server, symbols: ['BTC-USDT', 'ETH-USDT'], unknownSymbol: 'NONE-USDT', secrets: [CANARY] },
    feed: (given) => {
      const rest = openRestClient({
        ...{ provider: 'binance', baseUrl: server.restUrl, secrets: [], budget: new MemoryBudget(defaultLimits.binance, clock) },
        ...{ clock, random: given.random, logger: silentLogger, metrics: new Metrics(), classify: classifyBinance },
      });
      return new StreamFeed(binanceVenue({ wsUrl: `${server.wsUrl}/?token=${CANARY}`, rest }), given);
    },
    trade: (symbol, telling) => {
      price += 1;
      const told = server.trade({ product: productOf(symbol), price: `${price}.50000000`, size: '0.25000000', side: 'BUY' }, telling);
      return { key: told.id, price: told.price };
    },
    release: () => server.release(),
    ledger: (symbol) => server.ledger.of(productOf(symbol)).map(({ id, price: paid }) => ({ key: id, price: paid })),
    forget: (symbol, count) => {
      const product = productOf(symbol);
      server.ledger.forgetBelow(product, (server.ledger.last(product)?.id ?? 0) - count + 1);
    },
    heartbeat: () => server.tick('BTCUSDT'),
    unknownFrame: () => '{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1,"s":"BTCUSDT","k":{}}}',
    malformedFrame: () => '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":"no number"}}',
    followed: () =>
      [...server.links]
        .flatMap(({ subscriptions }) => [...subscriptions])
        .flatMap((one) => Object.keys(products).filter((symbol) => one === `${productOf(symbol).toLowerCase()}@trade`)),
    limit: () => server.troubleRest({ status: 429, headers: { 'retry-after': '2' }, body: { code: -1003, msg: 'Too many requests' } }),
    stop: () => server.stop(),
  };
}
