import { afterEach, describe, expect, it } from 'vitest';
import { instrumentOfSymbol } from '../../../src/domain/instrument-directory.ts';
import { feedContract } from '../contract/feed.contract.ts';
import { FeedReader } from '../contract/feed-reader.ts';
import { binanceCan, binanceDriver } from './binance-driver.ts';

feedContract('Binance', binanceCan, () => binanceDriver());

describe('The Binance feed', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  async function open(options: Parameters<typeof binanceDriver>[0] = {}, symbols?: readonly string[]) {
    const driver = await binanceDriver(options);
    const reader = new FeedReader(driver, symbols).start();
    ends.push(() => reader.end().then(() => driver.stop()));
    await reader.live();
    return { driver, reader, server: driver.server };
  }

  it('sends no more than five messages in a second, pings and pongs included, however many symbols it follows', async () => {
    const coins = Array.from({ length: 120 }, (_, index) => `C${index}`);
    const { reader, server } = await open(
      { products: coins.map((coin) => `${coin}USDT`) },
      coins.map((coin) => `${coin}-USDT`),
    );
    await reader.until('all are followed', () => [...server.links][0]?.subscriptions.size === 360);
    await reader.pass(25_000);
    expect(server.pastLinks).toHaveLength(1);
  });

  it('follows more symbols than a connection may carry over several', async () => {
    const coins = Array.from({ length: 600 }, (_, index) => `C${index}`);
    const { reader, server } = await open(
      { products: coins.map((coin) => `${coin}USDT`) },
      coins.map((coin) => `${coin}-USDT`),
    );
    const followed = () => [...server.links].map(({ subscriptions }) => subscriptions.size);
    await reader.until('all are followed', () => followed().reduce((sum, size) => sum + size, 0) === 1_800);
    expect(followed().toSorted((a, b) => b - a)).toEqual([1_023, 777]);
  });

  it('stays connected and is heard of in a market where nothing happens', async () => {
    const { driver, reader, server } = await open();
    await reader.pass(180_000);
    expect(server.pastLinks).toHaveLength(1);
    expect(reader.notices.map(({ state }) => state)).not.toContain('DOWN');
    expect(driver.clock.now() - (reader.feed.heardAt?.() ?? 0)).toBeLessThanOrEqual(5_000);
  });

  it('misses no trade when the server shuts down', async () => {
    const { driver, reader, server } = await open();
    const [symbol] = driver.symbols;
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 1);
    const ended = server.shutDown(10_000);
    driver.trade(symbol);
    await reader.pass(12_000);
    await ended;
    driver.trade(symbol);
    await reader.until('all came', () => reader.trades.length === 3 && reader.outcomes.every(({ state }) => state === 'FILLED'));
    expect(reader.keysOf(symbol).toSorted((a, b) => a - b)).toEqual(driver.ledger(symbol).map(({ key }) => key));
  });

  it('finds a trade that was missed before the next one comes', async () => {
    const { driver, reader } = await open();
    const [symbol] = driver.symbols;
    driver.trade(symbol);
    driver.trade(symbol, 'DROPPED');
    await reader.until('it came', () => reader.trades.length === 2);
    expect(reader.outcomes).toMatchObject([{ state: 'FILLED' }]);
  });

  it('gives up what the venue tells only to those with a key, but for the newest thousand', async () => {
    const { driver, reader } = await open({ pastNeedsKey: true });
    const [symbol] = driver.symbols;
    driver.trade(symbol);
    for (let count = 0; count < 1_500; count++) driver.trade(symbol, 'DROPPED');
    driver.trade(symbol);
    await reader.until('it is settled', () => reader.outcomes.length > 0 && reader.outcomes.every(({ state }) => state !== 'OPEN'));
    expect(reader.outcomes).toMatchObject([{ state: 'LOST', missing: 501 }]);
    expect(reader.keysOf(symbol)).toHaveLength(1_001);
  });

  it('waits for REST where it lags behind the stream', async () => {
    const { driver, reader, server } = await open();
    const [symbol] = driver.symbols;
    server.restLag = 5;
    driver.trade(symbol);
    driver.trade(symbol, 'DROPPED');
    driver.trade(symbol);
    await reader.until('it was asked', () => server.restRequests.some(({ path }) => path.endsWith('historicalTrades')));
    expect(reader.outcomes).toMatchObject([{ state: 'OPEN' }]);
    server.restLag = 0;
    await reader.until('the gap is filled', () => reader.outcomes[0]?.state === 'FILLED');
    expect(reader.trades).toHaveLength(3);
  });

  it('refuses a pair that is none when it is tracked later, too', async () => {
    const { driver, reader } = await open();
    const none = instrumentOfSymbol(driver.unknownSymbol);
    expect(none && reader.feed.track?.(none)).toBe(true);
    await reader.until('it is refused', () => /^Not followed: NONEUSDT/.test(reader.notices.at(-1)?.detail ?? ''));
    expect(reader.state).toBe('LIVE');
  });

  it('refuses no pair while nobody tells which there are', async () => {
    const driver = await binanceDriver();
    driver.server.cutRest(true);
    const reader = new FeedReader(driver, [driver.symbols[0], driver.unknownSymbol]).start();
    ends.push(() => reader.end().then(() => driver.stop()));
    await reader.live();
    await reader.pass(10_000);
    expect(reader.notices.at(-1)).toMatchObject({ state: 'LIVE', detail: null });
  });

  it('says so where Binance is not available', async () => {
    const driver = await binanceDriver();
    const reader = new FeedReader(driver).start();
    ends.push(() => reader.end().then(() => driver.stop()));
    driver.server.refuse({ status: 451, body: '' });
    await reader.until('it is down', () => reader.state === 'DOWN');
    expect(reader.notices.at(-1)?.detail).toContain('not available from here');
  });

  it('follows its symbols at an address with a path of its own, as it is told there', async () => {
    const { reader, driver } = await open();
    expect([...driver.server.links].map(({ target }) => target.split('?')[0])).toEqual(['/stream']);
    driver.server.quote('BTCUSDT', '100.10', '100.20');
    await reader.until('the quote came', () => reader.quotes.length === 1);
    expect(reader.quotes).toMatchObject([{ symbol: 'BTC-USDT', bid: '100.10', ask: '100.20', key: 1 }]);
  });
});
