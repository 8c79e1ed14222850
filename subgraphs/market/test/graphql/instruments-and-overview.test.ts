import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskedMarket, openAskedMarket, type Page } from './asked-market.ts';

let market: AskedMarket;
const ask: AskedMarket['ask'] = (source, variables) => market.ask(source, variables);
const codeOf: AskedMarket['codeOf'] = (source) => market.codeOf(source);

beforeAll(async () => {
  market = await openAskedMarket();
});
afterAll(() => market.close());

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

async function symbols(args: string): Promise<string[]> {
  const { instruments } = await ask<{ instruments: Page<{ symbol: string }> }>(`{ instruments(${args}) { nodes { symbol } } }`);
  return instruments.nodes.map(({ symbol }) => symbol);
}
