import { silentLogger } from '@marketgraph/service';
import { DAY_MS, encodeId, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openMarketStore } from '../../src/storage/open-market-store.ts';
import { instrument } from '../market-bench.ts';
import { type AskedMarket, iso, openAskedMarket, type Page, start } from './asked-market.ts';

let market: AskedMarket;
const ask: AskedMarket['ask'] = (source, variables) => market.ask(source, variables);

/** 2013-10-07 in New York is the day of all prices of SPY. */
const factor = (date: string, priceFactor: string, splitFactor: string) => ({ date, priceFactor, splitFactor, referencePrice: '1' });

beforeAll(async () => {
  market = await openAskedMarket();
  const store = await openMarketStore({ url: market.url, logger: silentLogger });
  await store.instruments.save([instrument('SPYX')]);
  await store.facts.saveFactors('SPY', [factor('2013-10-07', '0.9', '0.5'), factor('2050-12-31', '1', '1')]);
  await store.facts.saveSymbolChange({ kind: 'RENAMED', symbol: 'SPY', became: 'SPYX', date: '2013-10-08' });
  await store.facts.saveSymbolChange({ kind: 'DELISTED', symbol: 'IBM', date: '2013-10-08' });
  await store.close();
  await vi.waitUntil(
    async () => (await ask<{ instrument: { delistedAt: unknown } }>('{ instrument(symbol: "IBM") { delistedAt } }')).instrument.delistedAt,
    {
      timeout: 10_000,
    },
  );
});
afterAll(() => market.close());

describe('an adjusted history', () => {
  it('is what is asked for unless raw candles are', async () => {
    const { instrument: spy } = await ask<{ instrument: Record<string, unknown> }>(
      '{ instrument(symbol: "SPYX") { candles(first: 1) { nodes { close volume } } raw: candles(first: 1, adjusted: false) { nodes { close volume } } candleSeries(last: 1) { close } week: candles(interval: ONE_WEEK) { nodes { open close } } } }',
    );
    expect(spy).toEqual({
      candles: { nodes: [{ close: '45.000000', volume: '20' }] },
      raw: { nodes: [{ close: '100.00', volume: '10' }] },
      candleSeries: { close: ['49.950000'] },
      week: { nodes: [{ open: '45.000000', close: '49.950000' }] },
    });
  });

  it('is what statistics and indicators are made of', async () => {
    const { instrument: spy } = await ask<{ instrument: unknown }>(
      '{ instrument(symbol: "SPYX") { statistics { open last volume tradeCount } indicator(kind: SMA, interval: ONE_MINUTE, period: 2, last: 1) { value } } }',
    );
    expect(spy).toMatchObject({ statistics: { open: '45.000000', last: '49.950000', volume: '206', tradeCount: 13 } });
    expect(spy).toMatchObject({ indicator: [{ value: expect.closeTo((49.05 + 49.95) / 2, 6) }] });
  });
});

describe('a renamed instrument', () => {
  it('is found by its old symbol, its old id and the reference of another subgraph', async () => {
    const node = '... on Instrument { symbol id formerSymbols { symbol until } }';
    const { instrument: renamed, _entities } = await ask(
      `query ($old: [_Any!]!) { instrument(symbol: "SPY") { symbol id } _entities(representations: $old) { ${node} } }`,
      {
        old: [
          { __typename: 'Instrument', symbol: 'SPY' },
          { __typename: 'Instrument', id: encodeId('Instrument', 'SPY') },
        ],
      },
    );
    const known = { symbol: 'SPYX', id: encodeId('Instrument', 'SPYX') };
    expect(renamed).toEqual(known);
    const former = [{ symbol: 'SPY', until: '2013-10-08T04:00:00.000Z' }];
    expect(_entities).toEqual([
      { ...known, formerSymbols: former },
      { ...known, formerSymbols: former },
    ]);
  });

  it('has one history over the day of the rename', async () => {
    const next = start + DAY_MS;
    await market.trades(
      'SPYX',
      [1, 2].map((key) => ({ key, at: next + key * MINUTE_MS, price: `${50 + key}.00` })),
    );
    const { instrument: spy } = await ask<{ instrument: Record<string, never> }>(
      `{ instrument(symbol: "SPY") { tradeCount lastTradeAt quote { price } statistics(window: "P2D") { tradeCount open last }
         candleSeries(interval: ONE_DAY) { openTime close volume } candles(interval: ONE_WEEK, adjusted: false) { nodes { open close volume tradeCount } } } }`,
    );
    expect(spy).toEqual({
      tradeCount: 15,
      lastTradeAt: iso(next + 2 * MINUTE_MS),
      quote: { price: '52.00' },
      statistics: { tradeCount: 15, open: '45.000000', last: '52.00' },
      candleSeries: {
        openTime: ['2013-10-07T04:00:00.000Z', '2013-10-08T04:00:00.000Z'],
        close: ['49.950000', '52.00'],
        volume: ['206', '2'],
      },
      candles: { nodes: [{ open: '100.00', close: '52.00', volume: '105', tradeCount: 15 }] },
    });
  });

  it('pages through the trades of all its symbols, newest first, each once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { instrument: spy }: { instrument: { trades: Page<{ id: string; occurredAt: string }> } } = await ask(
        'query ($after: String) { instrument(symbol: "SPYX") { trades(first: 4, after: $after) { nodes { id occurredAt } pageInfo { hasNextPage endCursor } } } }',
        { after },
      );
      seen.push(...spy.trades.nodes.map(({ id, occurredAt }) => `${occurredAt} ${id}`));
      if (!spy.trades.pageInfo.hasNextPage) break;
      after = spy.trades.pageInfo.endCursor;
    }
    expect(new Set(seen).size).toBe(15);
    const times = seen.map((one) => one.slice(0, 24));
    expect(times).toEqual(times.toSorted().reverse());
  });

  it('is listed once, and found by its old symbol', async () => {
    const { instruments, search, renamed } = await ask<Record<string, Page<unknown>>>(
      `{ instruments { nodes { symbol } } search: instruments(filter: { search: "SPY", symbols: ["SPY"] }) { nodes { symbol } }
         renamed: instruments(filter: { renamed: true }) { nodes { symbol formerSymbols { symbol takenAt } } } }`,
    );
    expect(instruments?.nodes).toEqual(['BTC-USD', 'EUR-USD', 'SPYX'].map((symbol) => ({ symbol })));
    expect(search?.nodes).toEqual([{ symbol: 'SPYX' }]);
    expect(renamed?.nodes).toEqual([{ symbol: 'SPYX', formerSymbols: [{ symbol: 'SPY', takenAt: null }] }]);
  });
});

describe('a delisted instrument', () => {
  it('keeps its history and says that it is delisted', async () => {
    expect(
      await ask('{ instrument(symbol: "IBM") { delistedAt tradeCount quote { price freshness } candles { nodes { close } } } }'),
    ).toEqual({
      instrument: {
        delistedAt: '2013-10-08T04:00:00.000Z',
        tradeCount: 1,
        quote: { price: '180', freshness: 'CLOSED' },
        candles: { nodes: [{ close: '180' }] },
      },
    });
  });

  it('leaves overview and lists, where it is asked for by name or by being delisted', async () => {
    const list = (filter: string) => `instruments(filter: ${filter}) { nodes { symbol } }`;
    const answer = await ask<Record<string, unknown>>(
      `{ all: ${list('{}')} named: ${list('{ symbols: ["IBM"] }')} gone: ${list('{ delisted: true }')} marketOverview { declining losers { symbol } } }`,
    );
    expect(answer).toMatchObject({
      named: { nodes: [{ symbol: 'IBM' }] },
      gone: { nodes: [{ symbol: 'IBM' }] },
      marketOverview: { declining: 0, losers: [] },
    });
    expect(JSON.stringify(answer['all'])).not.toContain('IBM');
  });
});
