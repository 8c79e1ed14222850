import { afterEach, beforeEach, expect, it } from 'vitest';
import { FeedStatus } from '../../../src/pipeline/feed-status.ts';
import { FeedReader } from '../contract/feed-reader.ts';
import { finnhubDriver } from './finnhub-driver.ts';

const HOUR_MS = 3_600_000;
let driver: Awaited<ReturnType<typeof finnhubDriver>>;
let reader: FeedReader;
/** What ingest would call the feed. */
let status: FeedStatus;
beforeEach(async () => {
  driver = await finnhubDriver(false, HOUR_MS);
  reader = new FeedReader(driver);
  status = new FeedStatus(reader.feed, { instrumentCount: () => 2, openGaps: () => 0, isOpen: () => true }, driver.clock.now());
  reader.start();
  await reader.live();
  status.noticed({ state: 'LIVE', detail: null }, driver.clock.now());
});
afterEach(async () => {
  await reader.end();
  await driver.stop();
});

const quotesAsked = () => driver.server.restRequests.filter(({ path }) => path.endsWith('/quote'));

/** Ends at the first moment in which it is called QUIET: after how many milliseconds; null when it never was. */
async function quietWithin(ms: number, everySecond: (second: number) => void = () => undefined): Promise<number | null> {
  for (let passed = 0; passed < ms; passed += 500) {
    if (passed % 1_000 === 0) everySecond(passed / 1_000);
    await reader.pass(500);
    status.tick(driver.clock.now());
    if (status.state === 'QUIET') return passed + 500;
  }
  return null;
}

async function firstTrades(): Promise<void> {
  for (const symbol of driver.symbols) driver.trade(symbol);
  await reader.until('both came', () => reader.trades.length === 2);
}

it('a symbol that trades every fifteen seconds keeps its feed live, for fifteen calls a minute at most', async () => {
  await firstTrades();
  const before = quotesAsked().length;
  const quiet = await quietWithin(60_000, (second) => {
    if (second % 15 === 0) driver.trade('AAPL');
  });
  expect(quiet).toBeNull();
  expect(quotesAsked().length - before).toBeGreaterThan(5);
  expect(quotesAsked().length - before).toBeLessThanOrEqual(15);
});

it('a minute without any trade is a quiet market, and every symbol is asked for in turn', async () => {
  await firstTrades();
  const before = quotesAsked().length;
  expect(await quietWithin(60_000)).toBeNull();
  const asked = quotesAsked().slice(before);
  expect(asked.length).toBeLessThanOrEqual(15);
  expect(new Set(asked.map(({ query }) => query.get('symbol')))).toEqual(new Set(driver.symbols));
});

it('a feed that is mute while its venue trades is QUIET within ten seconds, and stays so until it speaks', async () => {
  await firstTrades();
  driver.server.mute(true);
  const trade = () => void driver.trade('AAPL');
  expect(await quietWithin(10_000, trade)).not.toBeNull();
  const before = quotesAsked().length;
  for (let second = 0; second < 60; second++) {
    if (second < 5) trade();
    await reader.pass(1_000);
    status.tick(driver.clock.now());
    expect(status.state).toBe('QUIET');
  }
  expect(quotesAsked().length).toBe(before);
  driver.server.mute(false);
  trade();
  await reader.pass(500);
  expect([status.tick(driver.clock.now()), status.state]).toEqual([true, 'LIVE']);
});

it('the first trade that a mute feed does not tell after a quiet time makes it QUIET within ten seconds', async () => {
  await firstTrades();
  expect(await quietWithin(21_000)).toBeNull();
  driver.server.mute(true);
  driver.trade('AAPL');
  driver.trade('MSFT');
  expect(await quietWithin(10_000)).not.toBeNull();
});

it('what is traded before the connection began, or a moment before it is told, is no proof against it', async () => {
  await firstTrades();
  driver.server.disconnect();
  driver.trade('AAPL', 'DROPPED');
  await reader.lost();
  await reader.live();
  status.noticed({ state: 'LIVE', detail: null }, driver.clock.now());
  driver.trade('MSFT', 'DROPPED');
  expect(await quietWithin(20_000)).toBeNull();
});

it('where REST is away, silence alone says it', async () => {
  await firstTrades();
  driver.server.cutRest(true);
  expect(await quietWithin(10_000)).not.toBeNull();
});

it('where the calls are spent, silence alone says it', async () => {
  await firstTrades();
  driver.server.troubleRest({ status: 429, body: { error: 'API limit reached.' } });
  expect(await quietWithin(10_500)).not.toBeNull();
});

it('nobody is asked while the venue is closed', async () => {
  // Half past four in the afternoon of New York.
  const closed = await finnhubDriver(false, HOUR_MS, Date.UTC(2026, 0, 5, 21, 30));
  const night = new FeedReader(closed).start();
  const asked = () => closed.server.restRequests.filter(({ path }) => path.endsWith('/quote'));
  await night.live();
  await night.until('days were asked for', () => asked().length === 2);
  closed.trade('AAPL');
  await night.pass(30_000);
  expect(asked()).toHaveLength(2);
  await night.end();
  await closed.stop();
});

it('nothing that is asked meanwhile tells the key', async () => {
  await firstTrades();
  await reader.pass(20_000);
  driver.server.cutRest(true);
  await reader.pass(10_000);
  const written = JSON.stringify([reader.logged, reader.notices, (await reader.metrics.render()).text]);
  for (const secret of driver.secrets) expect(written).not.toContain(secret);
});
