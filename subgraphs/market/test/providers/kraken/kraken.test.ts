import { afterEach, describe, expect, it } from 'vitest';
import { feedContract } from '../contract/feed.contract.ts';
import { FeedReader } from '../contract/feed-reader.ts';
import { krakenCan, krakenDriver } from './kraken-driver.ts';

feedContract('Kraken', krakenCan, krakenDriver);

describe('The Kraken feed', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  async function open(symbols?: readonly string[]) {
    const driver = await krakenDriver();
    const reader = new FeedReader(driver, symbols);
    ends.push(() => reader.end().then(() => driver.stop()));
    return { driver, reader, server: driver.server, symbol: driver.symbols[0] };
  }

  it('begins with the trades that the snapshot tells, with the digits that were written', async () => {
    const { driver, reader, symbol } = await open();
    for (let count = 0; count < 60; count++) driver.trade(symbol, 'DROPPED');
    await reader.start().live();
    driver.trade(symbol);
    await reader.until('they came', () => reader.trades.length === 51);
    expect(reader.pricesOf(symbol)).toEqual(
      driver
        .ledger(symbol)
        .slice(10)
        .map(({ price }) => price),
    );
    expect(reader.pricesOf(symbol)[0]).toMatch(/\.50$/);
    expect(reader.gaps).toEqual([]);
  });

  it('needs no REST for what the snapshot tells after a reconnect', async () => {
    const { driver, reader, server, symbol } = await open();
    await reader.start().live();
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 1);
    server.disconnect();
    for (let count = 0; count < 40; count++) driver.trade(symbol, 'DROPPED');
    await reader.until('all came', () => reader.trades.length === 41);
    expect([server.restRequests.length, reader.gaps.length]).toEqual([0, 0]);
    expect(new Set(reader.keysOf(symbol)).size).toBe(41);
  });

  it('fills a long gap page by page, each from where the last one ended', async () => {
    const { driver, reader, server, symbol } = await open();
    await reader.start().live();
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 1);
    for (let count = 0; count < 2_500; count++) {
      driver.trade(symbol, 'DROPPED');
      if (count % 50 === 0) await driver.clock.advance(1);
    }
    driver.trade(symbol);
    await reader.until('all came', () => reader.outcomes[0]?.state === 'FILLED');
    expect(reader.keysOf(symbol).toSorted((a, b) => a - b)).toEqual(driver.ledger(symbol).map(({ key }) => key));
    expect(server.restRequests.length).toBeLessThanOrEqual(5);
  });

  it('waits when it has sent too much, and then follows all the same', async () => {
    const { driver, reader, server } = await open();
    reader.start();
    await reader.until('it is connected', () => server.links.size === 1);
    server.broadcast('{"Error":"Exceeded msg rate"}');
    await reader.until('it said so', () => reader.notices.some(({ state }) => state === 'RATE_LIMITED'));
    await reader.live();
    await reader.until('both are followed', () => driver.followed().length === 2);
  });

  it('tells best bid and ask as they change', async () => {
    const { reader, server } = await open();
    await reader.start().live();
    await reader.until('tickers are followed', () => [...server.links][0]?.subscriptions.has('ticker:BTC/USD') === true);
    server.quote('BTC/USD', '100.10', '100.20');
    server.quote('BTC/USD', '100.10', '100.30');
    await reader.until('they came', () => reader.quotes.length === 2);
    expect(reader.quotes.map(({ bid, ask }) => [bid, ask])).toEqual([
      ['100.10', '100.20'],
      ['100.10', '100.30'],
    ]);
    expect(reader.quotes[1]?.key).toBeGreaterThan(reader.quotes[0]?.key ?? 0);
  });

  it('speaks version 2, also where only the host is named', async () => {
    const { reader, server } = await open();
    await reader.start().live();
    expect([...server.links].map(({ target }) => target.split('?')[0])).toEqual(['/v2']);
  });
});
