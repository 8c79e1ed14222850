import { BinanceServer, type BinanceServerOptions, ManualClock } from '@marketgraph/test-kit';
import { defaultLimits } from '../../../src/domain/call-budget.ts';
import { classifyBinance } from '../../../src/providers/binance/classify.ts';
import { binanceVenue } from '../../../src/providers/binance/venue.ts';
import type { FeedDriver } from '../contract/feed-driver.ts';
import { ledgerDriver } from '../ledger-driver.ts';

/** Who is too fast is cut off without a word. */
export const binanceCan: FeedDriver['can'] = {
  ...{ kind: 'STREAM', ids: true, history: true, acknowledges: true, refusesSymbols: true, limitsMessages: false },
};

const products: Readonly<Record<string, string>> = { 'BTC-USDT': 'BTCUSDT', 'ETH-USDT': 'ETHUSDT' };

export async function binanceDriver(options: Partial<BinanceServerOptions> = {}): Promise<FeedDriver & { readonly server: BinanceServer }> {
  const clock = new ManualClock();
  const server = await new BinanceServer({ clock, products: Object.values(products), firstId: 1_000, ...options }).listen();
  const productOf = (symbol: string) => products[symbol] ?? symbol;
  return {
    ...ledgerDriver({
      ...{ clock, server, productOf, canary: 'canary-binance-2c91', limits: defaultLimits.binance, classify: classifyBinance },
      digits: { cents: '50000000', size: '0.25000000' },
      venueOf: (wsUrl, rest) => binanceVenue({ wsUrl, rest }),
    }),
    ...{ can: binanceCan, symbols: ['BTC-USDT', 'ETH-USDT'], unknownSymbol: 'NONE-USDT' },
    heartbeat: () => server.tick('BTCUSDT'),
    unknownFrame: () => '{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1,"s":"BTCUSDT","k":{}}}',
    malformedFrame: () => '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":"no number"}}',
    followed: () =>
      [...server.links]
        .flatMap(({ subscriptions }) => [...subscriptions])
        .flatMap((one) => Object.keys(products).filter((symbol) => one === `${productOf(symbol).toLowerCase()}@trade`)),
    limit: () => server.troubleRest({ status: 429, headers: { 'retry-after': '2' }, body: { code: -1003, msg: 'Too many requests' } }),
  };
}
