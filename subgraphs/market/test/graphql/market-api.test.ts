import { Metrics, silentLogger, startParts, stopParts, systemClock } from '@marketgraph/service';
import { encodeId, MINUTE_MS } from '@marketgraph/vocabulary';
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Market, openMarket } from '../../src/main/market.ts';
import { instrument, type MarketBench, openBench, pricesReceived, quoteTick, trade } from '../market-bench.ts';

const start = Date.UTC(2013, 9, 7, 14, 30);
const iso = (at: number) => new Date(at).toISOString();
let bench: MarketBench;
let market: Market;

beforeAll(async () => {
  bench = await openBench([
    instrument('SPY', { name: 'SPDR S&P 500', assetClass: 'ETF', sector: 'Funds' }),
    instrument('IBM', { name: 'International Business Machines', sector: 'Technology' }),
    instrument('EUR-USD', { name: 'Euro / US Dollar', assetClass: 'FOREX', region: 'GLOBAL', exchange: null }),
    instrument('BTC-USD', { name: 'Bitcoin', assetClass: 'CRYPTO', region: 'GLOBAL', exchange: null }),
  ]);
  const { url, log } = bench;
  // Time stands still for what is shown, and passes for what waits.
  const clock = { now: () => bench.clock.now(), sleep: systemClock.sleep };
  market = await openMarket({ databaseUrl: url, log, clock, logger: silentLogger, metrics: new Metrics(), env: {} });
  await startParts([...market.recorder, ...market.apiParts], silentLogger);
  await tell();
});
afterAll(async () => {
  await stopParts([...market.recorder, ...market.apiParts], silentLogger);
  await market.close();
  await bench.close();
});

/** Ten minutes of SPY with three trades of one instant, IBM that fell, EUR-USD quotes; BTC-USD tells nothing. */
async function tell(): Promise<void> {
  const spy = Array.from({ length: 10 }, (_, index) => trade('SPY', index + 1, start + index * MINUTE_MS, `${100 + index}.00`, '10'));
  const burst = [11, 12, 13].map((key) => trade('SPY', key, start + 10 * MINUTE_MS, '111.00', '1'));
  const euro = Array.from({ length: 4 }, (_, index) => quoteTick('EUR-USD', index, start + index * 1_000, `1.30${index}`, `1.31${index}`));
  await bench.log.append([
    quoted(pricesReceived({ symbol: 'SPY', trades: [...spy, ...burst] }), '11.00', 10, '103'),
    quoted(pricesReceived({ symbol: 'IBM', trades: [trade('IBM', 1, start, '180')] }), '-2.00', -1, '1'),
    quoted(pricesReceived({ symbol: 'EUR-USD', quotes: euro }), null, null, '0'),
  ]);
  await bench.recorded();
  await vi.waitUntil(async () => (await quotedCount()) === 3, { timeout: 10_000 });
}

interface Asked<T> {
  instrument: T;
}

interface Page<N> {
  nodes: N[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

async function quotedCount(): Promise<number> {
  const { instruments } = await ask<{ instruments: { nodes: { quote: unknown }[] } }>('{ instruments { nodes { quote { price } } } }');
  return instruments.nodes.filter(({ quote }) => quote).length;
}

function quoted(event: ReturnType<typeof pricesReceived>, change: string | null, changePercent: number | null, volume: string) {
  return { ...event, payload: { ...event.payload, quote: { ...event.payload.quote, change, changePercent, volume } } };
}

async function answer(source: string, variableValues: Record<string, unknown> = {}) {
  return graphql({ schema: market.api.schema, source, variableValues, contextValue: market.api.createContext(null) });
}

async function ask<T = Record<string, unknown>>(source: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await answer(source, variables);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
}

async function codeOf(source: string): Promise<unknown> {
  return (await answer(source)).errors?.[0]?.extensions['code'];
}

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

describe('candles', () => {
  it('come oldest first, the newest 500 unless asked otherwise', async () => {
    type Nodes = { openTime: string; closed: boolean; tradeCount: number }[];
    const { instrument: spy } = await ask<{ instrument: { candles: { nodes: Nodes; pageInfo: unknown } } }>(
      '{ instrument(symbol: "SPY") { candles { nodes { openTime open close tradeCount closed revision } pageInfo { hasPreviousPage } } } }',
    );
    const { nodes, pageInfo } = spy.candles;
    expect(nodes.map(({ openTime }) => openTime)).toEqual(Array.from({ length: 11 }, (_, index) => iso(start + index * MINUTE_MS)));
    expect(nodes.at(-1)).toMatchObject({ tradeCount: 3, closed: false });
    expect(nodes.at(-2)).toMatchObject({ closed: true, revision: 0 });
    expect(pageInfo).toEqual({ hasPreviousPage: false });
  });

  it('page forwards and backwards to the same candles', async () => {
    const forwards = await walk('first: 4', 'after', 'endCursor', 'hasNextPage');
    const backwards = await walk('last: 4', 'before', 'startCursor', 'hasPreviousPage');
    expect(forwards.flat()).toHaveLength(11);
    expect(backwards.reverse().flat()).toEqual(forwards.flat());
  });

  it('lie in [from, to)', async () => {
    const range = `from: "${iso(start + MINUTE_MS)}", to: "${iso(start + 3 * MINUTE_MS)}"`;
    expect(await ask(`{ instrument(symbol: "SPY") { candles(${range}) { nodes { open } } } }`)).toEqual({
      instrument: { candles: { nodes: [{ open: '101.00' }, { open: '102.00' }] } },
    });
  });

  it('come as columns too', async () => {
    expect(
      await ask('{ instrument(symbol: "SPY") { candleSeries(last: 2) { interval openTime open volume tradeCount forming } } }'),
    ).toEqual({
      instrument: {
        candleSeries: {
          interval: 'ONE_MINUTE',
          openTime: [iso(start + 9 * MINUTE_MS), iso(start + 10 * MINUTE_MS)],
          open: ['109.00', '111.00'],
          volume: ['10', '3'],
          tradeCount: [1, 3],
          forming: true,
        },
      },
    });
  });

  it('of one second are made of trades, or of bids where there are none', async () => {
    expect(
      await ask(
        '{ spy: instrument(symbol: "SPY") { candles(interval: ONE_SECOND, last: 2) { nodes { open volume closed } } } euro: instrument(symbol: "EUR-USD") { candles(interval: ONE_SECOND, first: 2) { nodes { open tradeCount } } } }',
      ),
    ).toEqual({
      spy: {
        candles: {
          nodes: [
            { open: '109.00', volume: '10', closed: true },
            { open: '111.00', volume: '3', closed: false },
          ],
        },
      },
      euro: {
        candles: {
          nodes: [
            { open: '1.300', tradeCount: 1 },
            { open: '1.301', tradeCount: 1 },
          ],
        },
      },
    });
  });

  it('refuse what cannot be answered with stable codes', async () => {
    const candles = (args: string) => codeOf(`{ instrument(symbol: "SPY") { candles(${args}) { nodes { open } } } }`);
    expect(await candles(`from: "${iso(start)}", to: "${iso(start - 1)}"`)).toBe('BAD_RANGE');
    expect(await candles('first: 5001')).toBe('PAGE_TOO_LARGE');
    expect(await candles('last: 0')).toBe('PAGE_TOO_LARGE');
    expect(await candles('first: 1, last: 1')).toBe('BAD_USER_INPUT');
    expect(await candles('after: "x"')).toBe('MALFORMED_CURSOR');
    expect(await candles(`after: "${Buffer.from('["1e400"]').toString('base64url')}"`)).toBe('MALFORMED_CURSOR');
    expect(await codeOf('{ instrument(symbol: "SPY") { candleSeries(last: 6000) { forming } } }')).toBe('PAGE_TOO_LARGE');
    expect(await codeOf('{ instrument(symbol: "SPY") { indicator(kind: SMA, period: 0) { value } } }')).toBe('BAD_USER_INPUT');
    expect(await codeOf('{ instrument(symbol: "SPY") { statistics(window: "PT0S") { volume } } }')).toBe('BAD_RANGE');
  });
});

describe('trades', () => {
  it('page newest first without hole or repeat, also through one instant and while new ones arrive', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const asked: Asked<{ trades: Page<{ id: string }> }> = await ask(
        'query ($after: String) { instrument(symbol: "SPY") { trades(first: 2, after: $after) { nodes { id price occurredAt } pageInfo { hasNextPage endCursor } } } }',
        { after },
      );
      const page = asked.instrument.trades;
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      if (seen.length === 2) await arrive();
    } while (after);
    expect(seen).toHaveLength(13);
    expect(seen).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((key) => tradeId(key, start + Math.min(key - 1, 10) * MINUTE_MS)));
  });

  it('are found by id, and unknown ids are null', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Trade { price size occurredAt } } }';
    const forged = ['SPY|test|x|y', 'SPY|a\0b|1|1', 'S\0|test|1|1', 'SPY|test|-8640000000000000|1', 'SPY|test|1|1|1', 'SPY'].map((key) =>
      encodeId('Trade', key),
    );
    const ids = [tradeId(1, start), tradeId(99, start), encodeId('Instrument', 'SPY'), 'nonsense', ...forged];
    expect(await ask(query, { of: ids.map((id) => ({ __typename: 'Trade', id })) })).toEqual({
      _entities: [{ price: '100.00', size: '10', occurredAt: iso(start) }, ...ids.slice(1).map(() => null)],
    });
  });
});

describe('forged cursors', () => {
  it.each([
    ['trades', [1, 'a\0b', 1]],
    ['trades', [-8.64e15, 'test', 1]],
    ['trades', [1, 'test', 1.5]],
    ['trades', ['1', 'test', 1]],
    ['candles', [-8.64e15]],
    ['candles', [1e300]],
    ['candles', ['now']],
    ['candles', []],
  ])('of %s are refused: %j', async (field, parts) => {
    const after = Buffer.from(JSON.stringify(parts)).toString('base64url');
    expect(await codeOf(`{ instrument(symbol: "SPY") { ${field}(after: "${after}") { nodes { __typename } } } }`)).toBe('MALFORMED_CURSOR');
  });
});

describe('instruments', () => {
  it('are searched with the best match first', async () => {
    await expect(symbols('filter: { search: "us" }')).resolves.toEqual(['EUR-USD', 'BTC-USD', 'IBM']);
    await expect(symbols('filter: { search: "spy" }')).resolves.toEqual(['SPY']);
    await expect(symbols('filter: { search: "machines" }')).resolves.toEqual(['IBM']);
  });

  it('are filtered and counted', async () => {
    expect(
      await ask('{ instruments(filter: { region: [GLOBAL] }, first: 1) { nodes { symbol } totalCount pageInfo { hasNextPage } } }'),
    ).toEqual({
      instruments: { nodes: [{ symbol: 'BTC-USD' }], totalCount: 2, pageInfo: { hasNextPage: true } },
    });
    await expect(symbols('filter: { assetClass: [ETF, STOCK], sector: ["Technology"] }')).resolves.toEqual(['IBM']);
  });

  it('are ordered by change and volume, those without a quote last', async () => {
    await expect(symbols('orderBy: CHANGE_PERCENT_DESC')).resolves.toEqual(['SPY', 'IBM', 'BTC-USD', 'EUR-USD']);
    await expect(symbols('orderBy: CHANGE_PERCENT_ASC')).resolves.toEqual(['IBM', 'SPY', 'BTC-USD', 'EUR-USD']);
    await expect(symbols('orderBy: VOLUME_DESC')).resolves.toEqual(['SPY', 'IBM', 'EUR-USD', 'BTC-USD']);
    await expect(symbols('orderBy: NAME')).resolves.toEqual(['BTC-USD', 'EUR-USD', 'IBM', 'SPY']);
  });

  it('page in any order', async () => {
    const first = await ask<{ instruments: Page<unknown> }>(
      '{ instruments(orderBy: CHANGE_PERCENT_DESC, first: 3) { pageInfo { endCursor } } }',
    );
    const { endCursor } = first.instruments.pageInfo;
    await expect(symbols(`orderBy: CHANGE_PERCENT_DESC, after: "${endCursor}"`)).resolves.toEqual(['EUR-USD']);
  });

  it('refuse pages that are too large', async () => {
    expect(await codeOf('{ instruments(first: 501) { totalCount } }')).toBe('PAGE_TOO_LARGE');
    expect(await codeOf('{ instruments(after: "%") { totalCount } }')).toBe('MALFORMED_CURSOR');
  });
});

describe('the overview', () => {
  it('tells winners, losers, breadth and asset classes', async () => {
    expect(
      await ask(
        '{ marketOverview { asOf advancing declining unchanged gainers { symbol } losers { symbol } mostActive { symbol } trending { symbol } byAssetClass { assetClass instrumentCount averageChangePercent volume } } }',
      ),
    ).toMatchObject({
      marketOverview: {
        advancing: 1,
        declining: 1,
        unchanged: 0,
        gainers: [{ symbol: 'SPY' }],
        losers: [{ symbol: 'IBM' }],
        mostActive: [{ symbol: 'SPY' }, { symbol: 'IBM' }],
        trending: [],
        byAssetClass: [
          { assetClass: 'STOCK', instrumentCount: 1, averageChangePercent: -1, volume: '1' },
          { assetClass: 'ETF', instrumentCount: 1, averageChangePercent: 10, volume: '103' },
          { assetClass: 'CRYPTO', instrumentCount: 1, averageChangePercent: null, volume: '0' },
          { assetClass: 'FOREX', instrumentCount: 1, averageChangePercent: null, volume: '0' },
        ],
      },
    });
  });

  it('narrows to asset classes and regions', async () => {
    expect(await ask('{ marketOverview(assetClass: [STOCK], region: [AMERICAS]) { gainers { symbol } losers { symbol } } }')).toEqual({
      marketOverview: { gainers: [], losers: [{ symbol: 'IBM' }] },
    });
  });
});

function tradeId(key: number, at: number): string {
  return encodeId('Trade', `SPY|test|${at}|${key}`);
}

async function symbols(args: string): Promise<string[]> {
  const { instruments } = await ask<{ instruments: Page<{ symbol: string }> }>(`{ instruments(${args}) { nodes { symbol } } }`);
  return instruments.nodes.map(({ symbol }) => symbol);
}

/** Another trade while somebody pages. */
async function arrive(): Promise<void> {
  await bench.log.append([
    quoted(pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 14, start + 11 * MINUTE_MS, '111.00')] }), '11.00', 10, '103'),
  ]);
  await bench.recorded();
}

async function walk(
  size: string,
  direction: string,
  cursor: 'endCursor' | 'startCursor',
  more: 'hasNextPage' | 'hasPreviousPage',
): Promise<string[][]> {
  const pages: string[][] = [];
  let place = '';
  for (;;) {
    const asked: Asked<{ candles: Page<{ openTime: string }> }> = await ask(
      `{ instrument(symbol: "SPY") { candles(to: "${iso(start + 11 * MINUTE_MS)}", ${size}${place}) { nodes { openTime } pageInfo { ${cursor} ${more} } } } }`,
    );
    const { nodes, pageInfo } = asked.instrument.candles;
    pages.push(nodes.map(({ openTime }) => openTime));
    if (!pageInfo[more]) return pages;
    place = `, ${direction}: "${pageInfo[cursor]}"`;
  }
}
