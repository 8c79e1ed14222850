import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { liveFeedNames, Metrics, silentLogger } from '@marketgraph/service';
import { ManualClock, temporaryFolder } from '@marketgraph/test-kit';
import { describe, expect, it } from 'vitest';
import { instrumentOfSymbol } from '../../src/domain/instrument-directory.ts';
import { readFeedsConfig } from '../../src/main/feeds-config.ts';
import { liveProviders } from '../../src/main/live-providers.ts';
import { openFeeds } from '../../src/main/market-feeds.ts';

const resources = { clock: new ManualClock(), logger: silentLogger, metrics: new Metrics(), random: () => 0.5 };
const open = (env: Record<string, string>) => openFeeds(readFeedsConfig(env), resources);

describe('the choice of feeds', () => {
  it('is the simulator when nothing is chosen', async () => {
    const { feeds, disabled } = await open({});
    expect(feeds.map(({ name }) => name)).toEqual(['simulator']);
    expect(disabled).toEqual([]);
  });

  it('opens what can be opened and names what lacks its key', async () => {
    const { feeds, disabled } = await open({ FEEDS: 'finnhub,simulator' });
    expect(feeds.map(({ name }) => name)).toEqual(['simulator']);
    expect(disabled).toEqual([{ name: 'finnhub', reason: 'Set FINNHUB_API_KEY to use it.' }]);
  });

  it('opens nothing, and fails not, when all feeds lack their keys', async () => {
    expect(await open({ FEEDS: 'finnhub,alpha-vantage' })).toMatchObject({ feeds: [], disabled: [{}, {}] });
  });

  it('says which symbol none of its feeds has, once recordings are read', async () => {
    const directory = temporaryFolder('feeds');
    const stream = { file: 'spy.csv', kind: 'trades', symbol: 'SPY', source: 'lean', assetClass: 'ETF', currency: 'USD' };
    await writeFile(join(directory, 'recording.json'), JSON.stringify({ streams: [stream] }));
    await writeFile(join(directory, 'spy.csv'), 'ts_ms,price,size\n');
    const env = { FEEDS: 'recording,simulator', RECORDINGS_DIR: directory };
    await expect(open({ ...env, SYMBOLS: 'SPY,AAPL,NOPE' })).rejects.toThrow('SYMBOLS: NOPE is nothing that recording or simulator has.');
    const { feeds } = await open({ ...env, SYMBOLS: 'SPY,AAPL@simulator' });
    expect(feeds.map(({ name, instruments }) => [name, instruments.map(({ symbol }) => symbol)])).toEqual([
      ['recording:spy.csv', ['SPY']],
      ['simulator', ['AAPL', 'SPY']],
    ]);
  });

  it('makes a feed of each company, with the instruments that it is to follow', async () => {
    const keys = { FINNHUB_API_KEY: 'key', ALPHA_VANTAGE_API_KEY: 'key' };
    const { feeds } = await open({
      ...keys,
      FEEDS: 'kraken,coinbase,finnhub,binance,alpha-vantage',
      SYMBOLS: 'BTC-USD,AAPL,ETH-USDT@binance',
    });
    expect(feeds.map(({ name, instruments }) => [name, instruments.map(({ symbol }) => symbol)])).toEqual([
      ['kraken', ['BTC-USD']],
      ['coinbase', ['BTC-USD']],
      ['finnhub', ['BTC-USD', 'AAPL']],
      ['binance', ['ETH-USDT']],
      ['alpha-vantage', ['BTC-USD', 'AAPL']],
    ]);
  });

  it.each(liveFeedNames)('follows by %s the symbols that it lists where nobody says what', async (name) => {
    const { feeds } = await open({ FEEDS: name, FINNHUB_API_KEY: 'key', ALPHA_VANTAGE_API_KEY: 'key' });
    expect(feeds[0]?.instruments.map(({ symbol }) => symbol)).toEqual(liveProviders[name].symbols);
  });

  it.each(liveFeedNames)(
    'keeps %s ready for what is tracked while nothing is to be followed by it, and calls that no fault',
    async (name) => {
      const keys = { FINNHUB_API_KEY: 'key', ALPHA_VANTAGE_API_KEY: 'key' };
      const { feeds } = await open({ ...keys, FEEDS: `${name},simulator`, SYMBOLS: 'AAPL@simulator' });
      expect(feeds.map((feed) => [feed.name, feed.instruments.length])).toEqual([
        [name, 0],
        ['simulator', 1],
      ]);
      for await (const told of feeds[0]?.open(null, AbortSignal.timeout(5_000)) ?? []) {
        expect(told).not.toMatchObject({ state: 'DOWN' });
        break;
      }
      const symbol = liveProviders[name].symbols[0] ?? '';
      expect(feeds[0]?.track?.(instrumentOfSymbol(symbol) ?? failed())).toBe(true);
      expect(feeds[0]?.track?.(instrumentOfSymbol('^SPX') ?? failed())).toBe(false);
    },
  );
});

function failed(): never {
  throw new Error('That is a symbol.');
}
