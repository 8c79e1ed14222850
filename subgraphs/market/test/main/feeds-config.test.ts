import { describe, expect, it } from 'vitest';
import { readFeedsConfig } from '../../src/main/feeds-config.ts';

const faultOf = (env: Record<string, string>) => {
  try {
    readFeedsConfig(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the configuration of feeds', () => {
  it('knows the public addresses', () => {
    expect(readFeedsConfig({ FEEDS: 'coinbase' })).toMatchObject({
      FEEDS: ['coinbase'],
      COINBASE_WS_URL: 'wss://ws-feed.exchange.coinbase.com',
      ALPHA_VANTAGE_CALLS_PER_DAY: 25,
    });
  });

  it('takes a plain address of any server', () => {
    expect(readFeedsConfig({ COINBASE_WS_URL: 'ws://10.0.0.7:9000/feed', KRAKEN_REST_URL: 'http://localhost:1' })).toMatchObject({
      COINBASE_WS_URL: 'ws://10.0.0.7:9000/feed',
      KRAKEN_REST_URL: 'http://localhost:1',
    });
  });

  it('says which feeds there are when it is asked for another', () => {
    expect(faultOf({ FEEDS: 'simulator, nowhere' })).toMatch(/FEEDS: nowhere is no feed; feeds are simulator, recording, coinbase, /);
    expect(faultOf({ FEEDS: ' , ' })).toMatch(/FEEDS: names no feed/);
  });

  it('tells the faults of all variables at once, and repeats none of what it was given', () => {
    const env = {
      FEEDS: 'nowhere',
      SYMBOLS: 'btc-usd,AAPL,AAPL,MSFT@coinbase+coinbase',
      FINNHUB_WS_URL: 'https://ws.finnhub.io?token=canary-1',
      FINNHUB_REST_URL: 'canary-2',
      COINBASE_REST_URL: 'https://me:canary-3@proxy.example',
      ALPHA_VANTAGE_API_KEY: 'canary-4 with a space',
      ALPHA_VANTAGE_CALLS_PER_DAY: 'many',
    };
    const fault = faultOf(env);
    for (const name of Object.keys(env)) expect(fault).toContain(`${name}: `);
    expect(fault).toMatch(/"btc-usd" is no symbol; BTC-USD is\.(.|\n)*AAPL is named twice(.|\n)*joined by \+/);
    expect(fault).not.toContain('canary');
  });

  it('reads the feeds of a symbol in order', () => {
    const { SYMBOLS } = readFeedsConfig({ FEEDS: 'coinbase,kraken,simulator', SYMBOLS: 'BTC-USD@kraken+coinbase, AAPL' });
    expect(SYMBOLS).toEqual([
      { symbol: 'BTC-USD', feeds: ['kraken', 'coinbase'] },
      { symbol: 'AAPL', feeds: null },
    ]);
  });

  it.each([
    ['simulator', 'NOPE', /SYMBOLS: NOPE is nothing that simulator has/],
    ['coinbase,kraken', 'AAPL', /AAPL is nothing that coinbase or kraken has/],
    ['coinbase', 'BTC-USD@kraken', /BTC-USD is to come from kraken, which FEEDS does not name/],
    ['coinbase,finnhub', 'AAPL@coinbase', /AAPL is nothing that coinbase has/],
    ['binance', 'BTC-USD', /BTC-USD is nothing that binance has/],
    ['coinbase,simulator', 'BTC-USD@coinbase+simulator', /from live feeds or from others, not from both/],
    ['finnhub', 'SHEL.L', /SHEL.L is nothing that finnhub has/],
    ['finnhub', 'WTI-USD', /WTI-USD is nothing that finnhub has/],
    ['alpha-vantage', '^SPX', /SPX is nothing that alpha-vantage has/],
  ])('refuses, with FEEDS=%s, SYMBOLS=%s', (feeds, symbols, sentence) => {
    expect(faultOf({ FEEDS: feeds, SYMBOLS: symbols })).toMatch(sentence);
  });

  it('needs a folder of recordings, and a speed where times move to now', () => {
    const fault = faultOf({ FEEDS: 'recording', RECORDING_SPEED: 'max', RECORDING_TIMES: 'now' });
    expect(fault).toMatch(/RECORDINGS_DIR: is needed(.|\n)*RECORDING_TIMES: now needs a speed/);
  });
});
