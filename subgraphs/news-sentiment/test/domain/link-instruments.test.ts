import { describe, expect, test } from 'vitest';
import type { ListedInstrument } from '../../src/domain/instrument.ts';
import { shortNameOf } from '../../src/domain/linking/aliases.ts';
import { createLinker } from '../../src/domain/linking/link-instruments.ts';

const instruments: ListedInstrument[] = [
  { symbol: 'AAPL', name: 'Apple Inc.', assetClass: 'STOCK' },
  { symbol: 'JPM', name: 'JPMorgan Chase & Co.', assetClass: 'STOCK' },
  { symbol: 'ON', name: 'ON Semiconductor Corporation', assetClass: 'STOCK' },
  { symbol: 'SPY', name: 'SPDR S&P 500 ETF Trust', assetClass: 'ETF' },
  { symbol: 'IWM', name: 'iShares Russell 2000 ETF', assetClass: 'ETF' },
  { symbol: '^SPX', name: 'S&P 500', assetClass: 'INDEX' },
  { symbol: 'BTC-USD', name: 'Bitcoin', assetClass: 'CRYPTO' },
  { symbol: 'ETH-USD', name: 'Ether', assetClass: 'CRYPTO' },
  { symbol: 'ETH-BTC', name: 'Ether in Bitcoin', assetClass: 'CRYPTO' },
  { symbol: 'EUR-USD', name: 'Euro in US dollars', assetClass: 'FOREX' },
  { symbol: 'XAU-USD', name: 'Gold, troy ounce', assetClass: 'COMMODITY' },
];
const link = createLinker(instruments);
const symbolsIn = (headline: string, symbols: string[] = []) =>
  link({ headline, summary: null, symbols })
    .map((linked) => linked.symbol)
    .sort();

describe('linking a text to instruments', () => {
  test.each([
    ['Apple unveils a phone', ['AAPL']],
    ['Profit of JPMorgan Chase rises', ['JPM']],
    ['$AAPL breaks out', ['AAPL']],
    ['Strong quarter (AAPL)', ['AAPL']],
    ["Apple's margin grows", ['AAPL']],
    ['iShares Russell 2000 ETF draws inflows', ['IWM']],
    ['EUR/USD steady', ['EUR-USD']],
    ['EURUSD steady', ['EUR-USD']],
    ['Why gold and BITCOIN rise together', ['BTC-USD', 'XAU-USD']],
    ['ETH rises', ['ETH-USD']],
    ['Ether in Bitcoin falls', ['ETH-BTC']],
    ['S&P 500 ends higher', ['^SPX']],
    ['SPDR S&P 500 ETF Trust sees inflows', ['SPY']],
  ])('finds in "%s" %j', (headline, expected) => {
    expect(symbolsIn(headline)).toEqual(expected);
  });

  test.each(['An apple a day', 'Pineapples cost more', 'What goes ON here', 'Goldsmiths strike', 'BTCX is no coin'])(
    'finds nothing in "%s"',
    (headline) => {
      expect(symbolsIn(headline)).toEqual([]);
    },
  );

  test('keeps the symbols that the provider names', () => {
    expect(symbolsIn('Phones sell well', ['AAPL', 'QQQ'])).toEqual(['AAPL', 'QQQ']);
  });

  test('counts the only instrument of a headline most, and one that only the summary names least', () => {
    const [apple, bitcoin] = link({ headline: 'Apple rises', summary: 'So does Bitcoin.', symbols: [] });
    expect(apple).toMatchObject({ symbol: 'AAPL', relevance: 1 });
    expect(bitcoin).toMatchObject({ symbol: 'BTC-USD', relevance: 0.4 });
  });

  test.each([
    ['Apple Inc.', 'Apple'],
    ['Amazon.com, Inc.', 'Amazon'],
    ['JPMorgan Chase & Co.', 'JPMorgan Chase'],
    ['Saudi Arabian Oil Company (Saudi Aramco)', 'Saudi Aramco'],
    ['Alibaba Group Holding Limited', 'Alibaba'],
    ['Nestlé S.A.', 'Nestlé'],
    ['Gold, troy ounce', 'Gold'],
  ])('headlines call %s %s', (name, short) => {
    expect(shortNameOf(name)).toBe(short);
  });
});
