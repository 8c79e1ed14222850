import { expect, test } from 'vitest';
import type { FeedCapabilities, FeedDriver } from './feed-driver.ts';
import type { FeedReader } from './feed-reader.ts';
import type { GivenFeed } from './given-feed.ts';

export function gapContract(given: GivenFeed, can: FeedCapabilities): void {
  if (can.ids) numberedContract(given);
  if (can.ids && can.history) historyContract(given);
  if (!can.ids && can.kind === 'STREAM') placedContract(given);
}

/** Every trade of the ledger was told, each once. */
function expectAll(reader: FeedReader, driver: FeedDriver, symbol: string, from = 0): void {
  const keys = driver.ledger(symbol).map(({ key }) => key);
  expect(reader.keysOf(symbol).toSorted((a, b) => a - b)).toEqual(keys.slice(from));
}

const ended = (reader: FeedReader) => reader.outcomes.length > 0 && reader.outcomes.every(({ state }) => state !== 'OPEN');

function numberedContract(given: GivenFeed): void {
  test('tells no trade twice that the venue tells twice', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    for (const telling of ['SENT', 'TWICE', 'TWICE', 'SENT'] as const) driver.trade(symbol, telling);
    await reader.until('all came', () => reader.trades.length === 4);
    await reader.pass(1_000);
    expectAll(reader, driver, symbol);
    expect(await reader.metric('market_feed_repeats_total')).toBe(2);
  });

  test('takes small disorder for no gap', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    driver.trade(symbol);
    for (let count = 0; count < 3; count++) driver.trade(symbol, 'HELD');
    driver.trade(symbol);
    await reader.pass(500);
    driver.release();
    await reader.until('all came', () => reader.trades.length === 5);
    await reader.pass(5_000);
    expect(reader.gaps).toEqual([]);
    expectAll(reader, driver, symbol);
  });
}

function historyContract(given: GivenFeed): void {
  test('finds trades that were not told by their numbers, marks the gap and fills it', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    driver.trade(symbol);
    await reader.pass(1_000);
    const [from, to] = [driver.clock.now() - 1_000, driver.clock.now()];
    driver.trade(symbol, 'DROPPED');
    driver.trade(symbol, 'DROPPED');
    driver.trade(symbol);
    await reader.until('it is filled', () => reader.outcomes[0]?.state === 'FILLED');
    expect(reader.gaps.map(({ state, missing, to: end }) => [state, missing, end])).toEqual([
      ['OPEN', 2, to],
      ['FILLED', 0, to],
    ]);
    expect(reader.gaps[0]?.from).toBe(from);
    expect(new Set(reader.gaps.map(({ id }) => id)).size).toBe(1);
    expectAll(reader, driver, symbol);
  });

  test('fills what happened while its connection was lost', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    for (const symbol of driver.symbols) driver.trade(symbol);
    await reader.until('they came', () => reader.trades.length === 2);
    driver.server.disconnect();
    driver.server.refuse({ status: 503, body: '' });
    for (const symbol of driver.symbols) for (let count = 0; count < 30; count++) driver.trade(symbol);
    await reader.pass(3_000);
    driver.server.refuse(null);
    await reader.live();
    for (const symbol of driver.symbols) driver.trade(symbol);
    await reader.until('all came', () => reader.trades.length === 64);
    for (const symbol of driver.symbols) expectAll(reader, driver, symbol);
    // What the venue tells by itself after a reconnect needs no gap.
    await reader.until('none is open', () => reader.outcomes.every(({ state }) => state === 'FILLED'));
  });

  test('says that something may be missing while the venue is away, and that nothing was when it is back', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    const from = driver.clock.now();
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 1);
    driver.server.disconnect();
    driver.server.refuse({ status: 503, body: '' });
    await reader.until('it is down', () => reader.state === 'DOWN');
    await reader.until('it is told', () => reader.gaps.length === 1);
    expect(reader.gaps[0]).toMatchObject({ symbol, state: 'OPEN', from, to: null, missing: null });
    driver.server.refuse(null);
    await reader.live();
    driver.trade(symbol);
    await reader.until('nothing is open', () => ended(reader));
    expect(reader.gaps.map(({ id, state }) => [id, state])).toEqual([
      [reader.gaps[0]?.id, 'OPEN'],
      [reader.gaps[0]?.id, 'FILLED'],
    ]);
  });

  test('goes on from its position after a restart: fills what it missed, and tells nothing again', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const first = given.reader().start();
    await first.live();
    for (let count = 0; count < 5; count++) driver.trade(symbol);
    await first.until('they came', () => first.trades.length === 5);
    await first.end();
    for (let count = 0; count < 1_500; count++) driver.trade(symbol);
    const second = given.reader().start(first.position);
    await second.live();
    driver.trade(symbol, 'TWICE');
    await second.until('all came', () => second.trades.length === 1_501);
    await second.until('it is filled', () => ended(second));
    expectAll(second, driver, symbol, 5);
    expect(second.outcomes.map(({ state }) => state)).toEqual(['FILLED']);
  });

  test('ends a gap after a restart that was open before it', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const first = given.reader().start();
    await first.live();
    driver.trade(symbol);
    await first.until('it came', () => first.trades.length === 1);
    driver.server.cutRest(true);
    driver.trade(symbol, 'DROPPED');
    driver.trade(symbol);
    await first.until('the gap is told', () => first.gaps.length > 0);
    await first.end();
    driver.server.cutRest(false);
    const second = given.reader().start(first.position);
    await second.until('it is filled', () => ended(second));
    expect(second.outcomes.map(({ id, state }) => [id, state])).toEqual([[first.gaps[0]?.id, 'FILLED']]);
    expect([...first.keysOf(symbol), ...second.keysOf(symbol)].sort((a, b) => a - b)).toEqual(driver.ledger(symbol).map(({ key }) => key));
  });

  test('keeps a gap open while the venue does not answer, and fills it when it does', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    driver.server.cutRest(true);
    driver.trade(symbol);
    driver.trade(symbol, 'DROPPED');
    driver.trade(symbol);
    await reader.until('it was asked for', () => driver.server.restRequests.length > 2);
    expect(reader.outcomes.map(({ state }) => state)).toEqual(['OPEN']);
    driver.server.cutRest(false);
    await reader.until('it is filled', () => ended(reader));
    expectAll(reader, driver, symbol);
  });

  test('asks more slowly when the venue says that it is asked too often', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    driver.limit();
    driver.trade(symbol);
    driver.trade(symbol, 'DROPPED');
    driver.trade(symbol);
    await reader.until('it was refused', () => driver.server.restRequests.length === 1);
    await reader.pass(1_500);
    expect(driver.server.restRequests).toHaveLength(1);
    await reader.until('it is filled', () => ended(reader));
    expectAll(reader, driver, symbol);
  });

  test('says what is lost when the venue does not tell it any more', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 1);
    for (let count = 0; count < 5; count++) driver.trade(symbol, 'DROPPED');
    driver.trade(symbol);
    driver.forget(symbol, 3);
    await reader.until('it is known', () => ended(reader));
    expect(reader.outcomes.map(({ state, missing }) => [state, missing])).toEqual([['LOST', 3]]);
    const keys = driver.ledger(symbol).map(({ key }) => key);
    expect(reader.keysOf(symbol).toSorted((a, b) => a - b)).toEqual([keys[0], ...keys.slice(4)]);
    expect(await reader.metric('market_feed_gaps_total')).toBeGreaterThan(0);
  });

  test('begins anew from a position that it cannot read, and says that it does not know what is missing', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start('{"v":0}');
    await reader.live();
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 1);
    expect(reader.outcomes.map(({ state, missing }) => [state, missing])).toEqual([['LOST', null]]);
  });
}

function placedContract(given: GivenFeed): void {
  test('marks what an interruption may have hidden as lost, from the last price to the first after it', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const reader = given.reader().start();
    await reader.live();
    const from = driver.clock.now();
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 1);
    driver.server.disconnect();
    await reader.until('it noticed', () => reader.gaps.length === 1);
    expect(reader.gaps[0]).toMatchObject({ symbol, state: 'LOST', to: null, missing: null });
    await reader.live();
    await reader.until('it is followed', () => driver.followed().includes(symbol));
    const to = driver.clock.now();
    driver.trade(symbol);
    await reader.until('it came', () => reader.trades.length === 2);
    expect(reader.outcomes).toMatchObject([{ symbol, state: 'LOST', from, to }]);
  });

  test('marks what happened while it did not run, and names no two trades alike', async () => {
    const { driver } = given;
    const [symbol] = driver.symbols;
    const readers: FeedReader[] = [];
    for (let run = 0; run < 3; run++) {
      const reader = given.reader().start(readers.at(-1)?.position ?? null);
      await reader.live();
      await reader.until('it is followed', () => driver.followed().includes(symbol));
      for (let count = 0; count < 3; count++) driver.trade(symbol);
      await reader.until('they came', () => reader.trades.length === 3);
      await reader.end();
      readers.push(reader);
    }
    expect(readers.map(({ outcomes }) => outcomes.map(({ state }) => state))).toEqual([[], ['LOST'], ['LOST']]);
    const keys = readers.flatMap((reader) => reader.keysOf(symbol));
    expect(keys.toSorted((a, b) => a - b)).toEqual([...new Set(keys)]);
    expect(keys.every((key) => Number.isSafeInteger(key))).toBe(true);
  });
}
