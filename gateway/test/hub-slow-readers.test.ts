import { decodeCursor } from '@marketgraph/bus';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alertChanged, prices } from './support/events.ts';
import { createLive, type Live } from './support/live.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { ALERTS, ann, cursors, QUOTES, rises, TRADES, values } from './support/told.ts';

let live: Live;
beforeEach(async () => {
  live = await createLive();
});
afterEach(() => live.stop());

test('a slow reader of LATEST is told the newest of each symbol and how many were merged', async () => {
  const sink = new RecordingSink();
  live.subscribe(QUOTES, { variables: { s: ['AAPL', 'MSFT'] }, sink });
  const healthy = live.subscribe(QUOTES, { variables: { s: ['AAPL', 'MSFT'] } });
  sink.blocked = true;
  for (let round = 1; round <= 50; round++) {
    await live.append(prices('AAPL', `${round}.00`));
    await healthy.sink.until(2 * round - 1);
    await live.append(prices('MSFT', `${round}.00`));
    await healthy.sink.until(2 * round);
  }
  expect(sink.told).toEqual([]);
  sink.unblock();
  const told = await sink.until(2);
  expect(values(told, 'quoteUpdated', 'price')).toEqual(['50.00', '50.00']);
  expect(told.map(({ stream }) => stream.skipped)).toEqual([49, 49]);
  expect(rises(told)).toBe(true);
});

test('what is told and what is merged always add up, also when executions are slow', async () => {
  const market = live.sources['market'];
  const process = market?.process.bind(market);
  const gate = Promise.withResolvers<void>();
  if (market && process) market.process = async (request) => gate.promise.then(() => process(request));
  const { sink } = live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  for (let round = 1; round <= 30; round++) await live.append(prices('AAPL', `${round}.00`));
  gate.resolve();
  await sink.until(2);
  const skipped = sink.told.reduce((sum, { stream }) => sum + (stream.skipped ?? 0), 0);
  expect(sink.told.length + skipped).toBe(30);
  expect(values(sink.told, 'quoteUpdated', 'price').at(-1)).toBe('30.00');
});

test('a slow reader of EVERY misses nothing: it goes on from the log when it reads again', async () => {
  const sink = new RecordingSink();
  sink.blockAfter = 3;
  live.subscribe(TRADES, { variables: { s: ['AAPL'] }, sink });
  const healthy = live.subscribe(TRADES, { variables: { s: ['AAPL'] } });
  for (let round = 0; round < 20; round++) await live.append(prices('AAPL', `${round}.00`, 5));
  await healthy.sink.until(100);
  expect(sink.told).toHaveLength(3);
  sink.unblock();
  await sink.until(100);
  expect(cursors(sink.told)).toEqual(cursors(healthy.sink.told));
  expect(sink.told.every(({ stream }) => stream.gap === undefined)).toBe(true);
});

test('a slow reader of EVERY whose place the log has dropped is told the gap with its bounds', async () => {
  const sink = new RecordingSink();
  sink.blockAfter = 1;
  live.subscribe(TRADES, { variables: { s: ['AAPL'] }, sink });
  const healthy = live.subscribe(TRADES, { variables: { s: ['AAPL'] } });
  for (let round = 0; round < 10; round++) {
    await live.append(prices('AAPL', `${round}.00`));
    await live.clock.advance(1_000);
  }
  await healthy.sink.until(10);
  await live.log.trim(live.clock.now() - 3_000);
  sink.unblock();
  const told = await sink.until(4);
  expect(told[1]?.stream.gap).toMatchObject({ from: cursors(told)[0], reason: 'TOO_OLD' });
  expect(cursors(told)).toEqual([cursors(healthy.sink.told)[0], ...cursors(healthy.sink.told).slice(7)]);
});

test('a reader of EVERY that has stopped reading keeps no page of the log, and misses nothing', async () => {
  let open = 0;
  const tail = live.log.tail.bind(live.log);
  live.log.tail = (options) => {
    const iterator = tail(options)[Symbol.asyncIterator]();
    open++;
    const close = iterator.return?.bind(iterator);
    iterator.return = async () => {
      open--;
      return (await close?.()) ?? { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => iterator };
  };
  const sink = new RecordingSink();
  sink.blockAfter = 3;
  live.subscribe(TRADES, { variables: { s: ['AAPL'] }, sink });
  const healthy = live.subscribe(TRADES, { variables: { s: ['AAPL'] } });
  for (let round = 0; round < 10; round++) await live.append(prices('AAPL', `${round}.00`, 50));
  await healthy.sink.until(500);
  // It begins to read again, takes two more, and stops for good.
  sink.blockAfter = 5;
  sink.resume();
  await sink.until(5);
  while (open === 0) await live.clock.advance(10);
  for (let turn = 0; open > 0 && turn < 50; turn++) await live.clock.advance(100);
  expect(open).toBe(0);
  sink.unblock();
  await sink.until(500);
  expect(cursors(sink.told)).toEqual(cursors(healthy.sink.told));
});

test('what is held back for a reader that has stopped reading is bounded in bytes', async () => {
  const sink = new RecordingSink();
  const symbols = Array.from({ length: 400 }, (_, index) => `S${index}`);
  const query =
    'subscription($s: [String!]!) { quoteUpdated(symbols: $s) { cursor symbol price timing { occurredAt receivedAt publishedAt } instrument { id quote { asOf source freshness volume } } } }';
  live.subscribe(query, { variables: { s: symbols }, sink });
  const healthy = live.subscribe(query, { variables: { s: symbols } });
  sink.blocked = true;
  await live.append(...symbols.map((symbol) => prices(symbol, '1.00')));
  await healthy.sink.until(400);
  expect(live.hub.size.catchingUp).toBe(1);
  sink.unblock();
  await sink.until(400);
  expect(new Set(values(sink.told, 'quoteUpdated', 'symbol')).size).toBe(400);
});

test('alerts are never merged, however slow their reader is', async () => {
  const sink = new RecordingSink();
  live.subscribe(ALERTS, { viewer: ann, sink });
  sink.blocked = true;
  for (let index = 0; index < 30; index++) await live.append(alertChanged('ann', `alert-${index}`));
  sink.unblock();
  await sink.until(30);
  expect(new Set(values(sink.told, 'alertChanged', 'alertId')).size).toBe(30);
  expect(rises(sink.told)).toBe(true);
});

test('a pace tells at most one quote per symbol in its time, the newest at its end', async () => {
  const { sink } = live.subscribe(QUOTES, { variables: { s: ['AAPL'], pace: { every: 'PT1S' } } });
  for (const price of ['1.00', '2.00', '3.00']) {
    await live.append(prices('AAPL', price));
    await live.clock.advance(100);
  }
  expect(values(sink.told, 'quoteUpdated', 'price')).toEqual(['1.00']);
  await live.clock.advance(1_000);
  expect(values(await sink.until(2), 'quoteUpdated', 'price')).toEqual(['1.00', '3.00']);
  expect(sink.told[1]?.stream).toEqual({ skipped: 1 });
});

test('a burst that is more than may wait loses nothing: its subscribers go on from the log', async () => {
  const small = await createLive({ maxWaiting: 20 });
  const market = small.sources['market'];
  const process = market?.process.bind(market);
  const gate = Promise.withResolvers<void>();
  if (market && process) market.process = async (request) => gate.promise.then(() => process(request));
  const query = 'subscription { tradeReported(symbols: ["AAPL"]) { cursor instrument { name } } }';
  const { sink } = small.subscribe(query);
  // The first are under way when the burst comes.
  await small.append(prices('AAPL', '1.00', 5));
  await small.append(prices('AAPL', '1.00', 50), prices('AAPL', '2.00', 50));
  gate.resolve();
  const told = await sink.until(105);
  expect(new Set(cursors(told)).size).toBe(105);
  expect(rises(told)).toBe(true);
  expect(told.every(({ stream }) => stream.gap === undefined)).toBe(true);
  await small.stop();
});

test('a reader of EVERY that falls too far behind is told the gap, a reader of alerts never is', async () => {
  const strict = await createLive({ maxBehind: 5 });
  const [trades, alerts] = [new RecordingSink(), new RecordingSink()];
  trades.blockAfter = 1;
  alerts.blockAfter = 1;
  strict.subscribe(TRADES, { variables: { s: ['AAPL'] }, sink: trades });
  strict.subscribe(ALERTS, { viewer: ann, sink: alerts });
  await strict.append(prices('AAPL', '1.00'), alertChanged('ann', 'alert-0'));
  await Promise.all([trades.until(1), alerts.until(1)]);
  for (let round = 1; round <= 10; round++) await strict.append(prices('AAPL', `${round}.00`), alertChanged('ann', `alert-${round}`));
  trades.unblock();
  alerts.unblock();
  await alerts.until(11);
  while (strict.hub.size.catchingUp > 0) await new Promise((resolve) => setImmediate(resolve));
  await strict.append(prices('AAPL', '11.00'));
  const told = await trades.until(2);
  const head = await strict.log.head();
  expect(told[1]?.stream.gap).toMatchObject({ reason: 'TOO_SLOW' });
  expect(decodeCursor(told[1]?.stream.gap?.from ?? '')?.positions).not.toEqual(head.positions);
  expect(alerts.told.every(({ stream }) => stream.gap === undefined)).toBe(true);
  await strict.stop();
});
