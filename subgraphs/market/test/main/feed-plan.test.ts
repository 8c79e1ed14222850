import { describe, expect, it } from 'vitest';
import { planFeeds } from '../../src/main/feed-plan.ts';
import { readFeedsConfig } from '../../src/main/feeds-config.ts';

const plan = (env: Record<string, string>) => planFeeds(readFeedsConfig(env));

describe('which feed follows what', () => {
  it('is each feed’s own list where nobody says', () => {
    const { live, sources, disabled } = plan({ FEEDS: 'coinbase' });
    expect(live.get('coinbase')).toEqual(expect.arrayContaining(['BTC-USD', 'ETH-USD']));
    expect([...sources]).toEqual([]);
    expect(disabled).toEqual([]);
  });

  it('gives a symbol to all that can serve it, in the order of FEEDS', () => {
    const { live, sources } = plan({ FEEDS: 'kraken,binance,coinbase', SYMBOLS: 'BTC-USD,ETH-USDT' });
    expect(sources.get('BTC-USD')).toEqual(['kraken', 'coinbase']);
    expect(live.get('binance')).toEqual(['ETH-USDT']);
  });

  it('gives a symbol to those alone that are named for it, in that order', () => {
    const { sources, live } = plan({ FEEDS: 'coinbase,kraken', SYMBOLS: 'BTC-USD@kraken+coinbase,ETH-USD@kraken' });
    expect([...sources]).toEqual([['BTC-USD', ['kraken', 'coinbase']]]);
    expect(live.get('coinbase')).toEqual(['BTC-USD']);
  });

  it('says which variable a feed without its key lacks, and goes on with the others', () => {
    const { live, sources, disabled } = plan({ FEEDS: 'finnhub,alpha-vantage', ALPHA_VANTAGE_API_KEY: 'key', SYMBOLS: 'AAPL' });
    expect(disabled).toEqual([{ name: 'finnhub', reason: 'Set FINNHUB_API_KEY to use it.' }]);
    expect([...live]).toEqual([['alpha-vantage', ['AAPL']]]);
    expect([...sources]).toEqual([]);
  });

  it('runs with nothing but feeds that lack their keys', () => {
    const { live, disabled } = plan({ FEEDS: 'finnhub,alpha-vantage' });
    expect(live.size).toBe(0);
    expect(disabled).toHaveLength(2);
  });

  it('makes up no prices of what a live feed follows, unless they are asked for by name', () => {
    const mixed = plan({ FEEDS: 'simulator,coinbase' });
    expect([mixed.plays('simulator', 'BTC-USD'), mixed.plays('simulator', 'AAPL')]).toEqual([false, true]);
    const asked = plan({ FEEDS: 'simulator,coinbase', SYMBOLS: 'BTC-USD@simulator,ETH-USD' });
    expect([asked.plays('simulator', 'BTC-USD'), asked.plays('simulator', 'ETH-USD')]).toEqual([true, false]);
    expect(asked.live.get('coinbase')).toEqual(['ETH-USD']);
  });

  it('lets simulator and recordings play side by side', () => {
    const both = plan({ FEEDS: 'simulator,recording', RECORDINGS_DIR: '/tmp', SYMBOLS: 'AAPL' });
    expect([both.plays('simulator', 'AAPL'), both.plays('recording', 'AAPL'), both.plays('recording', 'MSFT')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
