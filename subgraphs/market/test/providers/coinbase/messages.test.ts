import { describe, expect, it } from 'vitest';
import { CoinbaseMapper } from '../../../src/providers/coinbase/mapper.ts';

const mapper = new CoinbaseMapper((product) => (product.startsWith('X') ? null : product));
const signsOf = (frame: object) => mapper.read(JSON.stringify(frame)).signs ?? [];

describe("Coinbase's messages beside trades and quotes", () => {
  it('say which products are followed, whatever was asked for last', () => {
    const channels = [
      { name: 'ticker', product_ids: ['BTC-USD', 'ETH-USD', 'SOL-USD'] },
      { name: 'matches', product_ids: ['BTC-USD', 'ETH-USD', 7] },
    ];
    expect(signsOf({ type: 'subscriptions', channels })).toEqual([{ kind: 'ACKNOWLEDGED', providerSymbols: ['BTC-USD', 'ETH-USD'] }]);
    for (const odd of [undefined, null, [], [null], [{ name: 'matches' }]])
      expect(signsOf({ type: 'subscriptions', channels: odd })).toEqual([]);
  });

  it('name the product that fails a subscription, where they do', () => {
    const error = (reason: string) => signsOf({ type: 'error', message: 'Failed to subscribe', reason });
    expect(error('FOO-USD is not a valid product')).toMatchObject([{ kind: 'REFUSED', providerSymbol: 'FOO-USD' }]);
    expect(error('Type has to be subscribe')).toMatchObject([{ kind: 'REFUSED', providerSymbol: null }]);
    expect(error('Public rate limit exceeded')).toMatchObject([{ kind: 'RATE_LIMITED', retryAfterMs: null }]);
    expect(signsOf({ type: 'error' })).toEqual([{ kind: 'REFUSED', providerSymbol: null, reason: 'refused' }]);
  });

  it("say that the venue is there, and what a product's newest trade is, where it is not 0", () => {
    const heartbeat = (last: unknown, product = 'BTC-USD') => signsOf({ type: 'heartbeat', last_trade_id: last, product_id: product });
    expect(heartbeat(20)).toEqual([
      { kind: 'SYMBOL_HEARTBEAT', symbol: 'BTC-USD' },
      { kind: 'NEWEST_TRADE', symbol: 'BTC-USD', key: 20 },
    ]);
    for (const nothing of [0, -1, '20', undefined]) expect(heartbeat(nothing)).toEqual([{ kind: 'SYMBOL_HEARTBEAT', symbol: 'BTC-USD' }]);
    expect(heartbeat(20, 'XYZ-USD')).toEqual([{ kind: 'HEARTBEAT' }]);
  });

  it('tell the newest trade by the ticker, too', () => {
    const ticker = { type: 'ticker', sequence: 1, product_id: 'BTC-USD', time: '2021-04-17T16:43:29.571587Z', trade_id: 82_007 };
    const newest = [{ kind: 'NEWEST_TRADE', symbol: 'BTC-USD', key: 82_007 }];
    expect(mapper.read(JSON.stringify({ ...ticker, best_bid: '1', best_ask: '2' }))).toMatchObject({
      quotes: [{ bid: '1', ask: '2' }],
      signs: newest,
    });
    expect(mapper.read(JSON.stringify(ticker))).toEqual({ trades: [], quotes: [], signs: newest });
  });
});
