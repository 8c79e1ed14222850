import { encodeId, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskedMarket, iso, openAskedMarket, start } from './asked-market.ts';

let market: AskedMarket;
const ask: AskedMarket['ask'] = (source, variables) => market.ask(source, variables);

beforeAll(async () => {
  market = await openAskedMarket();
});
afterAll(() => market.close());

describe('an instrument', () => {
  it('tells what it is and its latest quote, with source and freshness', async () => {
    expect(
      await ask(
        '{ instrument(symbol: "SPY") { id symbol name assetClass region currency tickSize quote { price change asOf source freshness } } }',
      ),
    ).toEqual({
      instrument: {
        id: encodeId('Instrument', 'SPY'),
        symbol: 'SPY',
        name: 'SPDR S&P 500',
        assetClass: 'ETF',
        region: 'AMERICAS',
        currency: 'USD',
        tickSize: '0.01',
        quote: { price: '111.00', change: '11.00', asOf: iso(start + 10 * MINUTE_MS), source: 'test', freshness: 'REPLAYED' },
      },
    });
  });

  it('tells the session of its exchange', async () => {
    const exchange = {
      code: 'XNYS',
      timezone: 'America/New_York',
      open: true,
      opensAt: '2026-01-05T14:30:00.000Z',
      closesAt: '2026-01-05T21:00:00.000Z',
    };
    expect(await ask('{ instrument(symbol: "SPY") { exchange { code timezone open opensAt closesAt } } }')).toEqual({
      instrument: { exchange },
    });
  });

  it('is null when there is none, and has no quote before its first price', async () => {
    expect(
      await ask(
        '{ none: instrument(symbol: "NOPE") { id } silent: instrument(symbol: "BTC-USD") { quote { price } tradeCount candles { nodes { open } } } }',
      ),
    ).toEqual({
      none: null,
      silent: { quote: null, tradeCount: 0, candles: { nodes: [] } },
    });
  });

  it('is found by either key, and an unknown one is null', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Instrument { symbol } } }';
    const of = [{ symbol: 'SPY' }, { id: encodeId('Instrument', 'IBM') }, { symbol: 'NOPE' }, { id: 'nonsense' }].map((key) => ({
      __typename: 'Instrument',
      ...key,
    }));
    expect(await ask(query, { of })).toEqual({ _entities: [{ symbol: 'SPY' }, { symbol: 'IBM' }, null, null] });
  });

  it('counts its trades', async () => {
    expect(await ask('{ instrument(symbol: "SPY") { tradeCount lastTradeAt } }')).toEqual({
      instrument: { tradeCount: 13, lastTradeAt: iso(start + 10 * MINUTE_MS) },
    });
  });

  it('sums up a window that ends with its newest event', async () => {
    expect(
      await ask('{ instrument(symbol: "SPY") { statistics(window: "PT5M") { window open high low last volume tradeCount vwap } } }'),
    ).toEqual({
      instrument: {
        statistics: {
          window: 'PT5M',
          open: '105.00',
          high: '111.00',
          low: '105.00',
          last: '111.00',
          volume: '53',
          tradeCount: 8,
          vwap: '107.226415',
        },
      },
    });
  });

  it('calculates an indicator over its candles', async () => {
    const asked = await ask(
      '{ instrument(symbol: "SPY") { indicator(kind: SMA, interval: ONE_MINUTE, period: 3, last: 2) { openTime value } } }',
    );
    expect(asked).toEqual({
      instrument: {
        indicator: [
          { openTime: iso(start + 9 * MINUTE_MS), value: 108 },
          { openTime: iso(start + 10 * MINUTE_MS), value: (108 + 109 + 111) / 3 },
        ],
      },
    });
  });
});
