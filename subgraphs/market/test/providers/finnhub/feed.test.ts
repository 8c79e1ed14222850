import { afterEach, beforeEach, expect, it } from 'vitest';
import { instrumentOfSymbol } from '../../../src/domain/instrument-directory.ts';
import { feedContract } from '../contract/feed.contract.ts';
import { FeedReader } from '../contract/feed-reader.ts';
import { finnhubCan, finnhubDriver } from './finnhub-driver.ts';

feedContract('Finnhub', finnhubCan, () => finnhubDriver());

let driver: Awaited<ReturnType<typeof finnhubDriver>>;
let reader: FeedReader;
beforeEach(async () => {
  driver = await finnhubDriver();
  reader = new FeedReader(driver);
});
afterEach(async () => {
  await reader.end();
  await driver.stop();
});

it('begins with the days that REST tells, since out of hours its socket only pings', async () => {
  const occurredAt = driver.clock.now() - 3_600_000;
  driver.server.days.set('AAPL', { price: '190.5', open: '188', high: '192', low: '187', previousClose: '185', occurredAt });
  reader.start();
  await reader.until('the day came', () => reader.snapshots.length > 0);
  expect(reader.snapshots).toMatchObject([{ symbol: 'AAPL', price: '190.5', previousClose: '185' }]);
});

it('a symbol that is tracked later begins with its day, too', async () => {
  const later = new FeedReader(driver, ['AAPL']).start();
  await later.live();
  const occurredAt = driver.clock.now() - 3_600_000;
  driver.server.days.set('MSFT', { price: '400', open: '399', high: '401', low: '398', previousClose: '397', occurredAt });
  const microsoft = instrumentOfSymbol('MSFT');
  expect(microsoft && later.feed.track?.(microsoft)).toBe(true);
  await later.until('the day came', () => later.snapshots.some(({ symbol }) => symbol === 'MSFT'));
  await later.end();
});

it('trades that are alike in every field are two, under two keys', async () => {
  await reader.start().live();
  driver.server.trade({ symbol: 'AAPL', price: '1', size: '1' }, { symbol: 'AAPL', price: '1', size: '1' });
  await reader.until('both came', () => reader.trades.length === 2);
  driver.trade('AAPL', 'TWICE');
  await reader.until('all came', () => reader.trades.length === 4);
  const keys = reader.keysOf('AAPL');
  expect(new Set(keys).size).toBe(4);
  expect(keys.toSorted((a, b) => a - b)).toEqual(keys);
  expect(keys.every((key) => Number.isSafeInteger(key) && key >= 0)).toBe(true);
});

it('every interruption is a lost gap of each symbol that had prices, from its last one to its next', async () => {
  await reader.start().live();
  driver.trade('AAPL');
  await reader.until('it came', () => reader.trades.length === 1);
  const from = driver.clock.now();
  driver.server.disconnect();
  driver.trade('AAPL', 'DROPPED');
  await reader.until('it noticed', () => reader.state !== 'LIVE');
  await reader.live();
  driver.trade('AAPL');
  await reader.until('it came', () => reader.trades.length === 2);
  expect(reader.outcomes).toHaveLength(1);
  expect(reader.outcomes[0]).toMatchObject({ symbol: 'AAPL', state: 'LOST', missing: null });
  expect(reader.outcomes[0]?.from).toBeLessThanOrEqual(from);
  expect(reader.outcomes[0]?.to).toBe(reader.trades[1]?.occurredAt);
});

it('a restart is an interruption, and no key is used again', async () => {
  await reader.start().live();
  driver.trade('AAPL');
  await reader.until('it came', () => reader.trades.length === 1);
  await reader.end();
  const before = reader.keysOf('AAPL');
  reader.start();
  await reader.until('it is live again', () => reader.notices.filter(({ state }) => state === 'LIVE').length === 2);
  driver.trade('AAPL');
  await reader.until('the next one came', () => reader.trades.length === 2);
  expect(reader.keysOf('AAPL')[1]).toBeGreaterThan(before[0] ?? 0);
  expect(reader.outcomes).toMatchObject([{ symbol: 'AAPL', state: 'LOST' }]);
});

it('follows fifty symbols over one connection, and no more', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `SYM${index}`);
  const many = new FeedReader(driver, names).start();
  await many.live();
  await many.until('fifty are followed', () => driver.followed().length === 50);
  await many.pass(5_000);
  expect([driver.followed().length, driver.server.pastLinks.length]).toEqual([50, 1]);
  await many.end();
});

it('a quiet night with a ping each minute is no interruption', async () => {
  const quiet = await finnhubDriver(false, 60_000);
  const night = new FeedReader(quiet).start();
  await night.live();
  quiet.trade('AAPL');
  await night.until('a trade came', () => night.trades.length === 1);
  await night.pass(300_000);
  expect([quiet.server.pastLinks.length, night.gaps.length, night.state]).toEqual([1, 0, 'LIVE']);
  await night.end();
  await quiet.stop();
});

it('candles come at the start and of the time that was missed, where the plan has them', async () => {
  const entitled = await finnhubDriver(true);
  const told = new FeedReader(entitled, ['AAPL']);
  const minute = (at: number) => [Math.floor(at / 60_000) * 60_000, '1', '2', '1', '2', '5'] as const;
  const began = entitled.clock.now();
  entitled.server.candles.set('AAPL', [minute(began - 300_000)]);
  await told.start().live();
  const candles = () => told.deliveries.flatMap((delivery) => delivery.candles ?? []);
  await told.until('the minute came', () => candles().length === 1);
  entitled.trade('AAPL');
  await told.until('a trade came', () => told.trades.length === 1);
  entitled.server.candles.set('AAPL', [minute(began - 300_000), minute(began + 60_000)]);
  entitled.server.refuse({ status: 503, body: '' });
  entitled.server.disconnect();
  await told.until('it noticed', () => told.state !== 'LIVE');
  await told.pass(180_000);
  entitled.server.refuse(null);
  await told.until('the missed minute came', () => candles().length === 2);
  expect(candles()[1]).toMatchObject({ symbol: 'AAPL', interval: 'ONE_MINUTE', candles: [{ openTime: minute(began + 60_000)[0] }] });
  expect(told.outcomes).toMatchObject([{ symbol: 'AAPL', state: 'LOST' }]);
  await told.end();
  await entitled.stop();
});

it('a plan without candles is asked for them once, and a key that is not accepted is told as such', async () => {
  await reader.start().live();
  await reader.until('it was asked', () => driver.server.restRequests.some(({ path }) => path.endsWith('/candle')));
  driver.server.disconnect();
  await reader.until('it noticed', () => reader.state !== 'LIVE');
  await reader.live();
  await reader.pass(2_000);
  expect(driver.server.restRequests.filter(({ path }) => path.endsWith('/candle'))).toHaveLength(1);
  driver.server.refuse({ status: 401, body: '' });
  driver.server.disconnect();
  await reader.until('it is down', () => reader.state === 'DOWN');
  expect(reader.notices.at(-1)?.detail).toContain('The key is not accepted.');
});
