import { CoinbaseServer } from '@marketgraph/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, query, socket } from '../stack/client.ts';
import type { Stack } from '../stack/stack.ts';

const TRADE_MS = 50;
const FEEDS = '{ systemStatus { feeds { name state detail instrumentCount } } }';
const BITCOIN = '{ instrument(symbol: "BTC-USD") { quote { price source freshness } trades(first: 1) { nodes { price } } } }';
const UPDATES = 'subscription { quoteUpdated(symbols: ["BTC-USD"]) { symbol price } }';

/** The product with FEEDS=coinbase and addresses of our own, in one of its forms. `more`: what is to be seen beside. */
export function liveFeed(
  form: string,
  start: (env: NodeJS.ProcessEnv) => Promise<Stack>,
  more: (stack: () => Stack) => void = () => undefined,
) {
  describe(`a live feed, ${form}`, () => {
    let venue: CoinbaseServer;
    let stack: Stack;
    let trading: NodeJS.Timeout;

    beforeAll(async () => {
      venue = await new CoinbaseServer({ products: ['BTC-USD', 'ETH-USD'] }).listen();
      let cents = 0;
      trading = setInterval(() => {
        cents += 1;
        const price = `${94_000 + Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
        venue.trade({ product: 'BTC-USD', price, size: '0.01', side: 'BUY' });
      }, TRADE_MS);
      const addresses = { COINBASE_WS_URL: venue.wsUrl, COINBASE_REST_URL: venue.restUrl };
      stack = await start({ FEEDS: 'coinbase,finnhub', SYMBOLS: 'BTC-USD,ETH-USD,AAPL', FINNHUB_API_KEY: '', ...addresses });
    });
    afterAll(async () => {
      clearInterval(trading);
      await stack?.stop();
      await venue?.stop();
    });

    it('serves and pushes what the venue trades', async () => {
      const client = socket(stack);
      const prices = (messages: readonly { data?: { quoteUpdated: { price: string } } }[]) =>
        messages.map((one) => one.data?.quoteUpdated.price);
      const seen = await collect(client, { query: UPDATES }, (messages) => new Set(prices(messages)).size >= 5, 60_000);
      const known = new Set(venue.ledger.of('BTC-USD').map(({ price }) => price));
      expect(prices(seen).filter((price) => price === undefined || !known.has(price))).toEqual([]);
      const { data } = await query(stack, BITCOIN);
      expect(data.instrument).toMatchObject({ quote: { source: 'coinbase', freshness: 'LIVE' }, trades: { nodes: [{}] } });
      await client.dispose();
    });

    it('says how its feeds are doing, and which variable one of them lacks', async () => {
      const { data } = await query(stack, FEEDS);
      expect(data.systemStatus.feeds).toEqual(
        expect.arrayContaining([
          { name: 'coinbase', state: 'LIVE', detail: null, instrumentCount: 2 },
          { name: 'finnhub', state: 'DISABLED', detail: 'Set FINNHUB_API_KEY to use it.', instrumentCount: 0 },
        ]),
      );
    });

    more(() => stack);
  });
}
