import { encodeCursor, type Log } from '@marketgraph/bus';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Dice } from './support/dice.ts';
import { prices, signalChanged } from './support/events.ts';
import { createLive, type Live } from './support/live.ts';
import { RecordingSink, type Told } from './support/recording-sink.ts';
import { cursors, rises } from './support/told.ts';

/** With a field of another subgraph: nothing is told without an execution. */
const TRADES =
  'subscription($s: [String!]!, $after: Cursor) { tradeReported(symbols: $s, after: $after) { cursor symbol tradeId price instrument { name } } }';
const QUOTES =
  'subscription($s: [String!]!, $after: Cursor) { quoteUpdated(symbols: $s, after: $after) { cursor symbol instrument { name } } }';
const SYMBOLS = ['AAPL', 'MSFT', 'IBM', 'SPY', 'TSLA', 'BTC-USD'] as const;

let live: Live;
beforeEach(async () => {
  live = await createLive();
});
afterEach(() => live.stop());

/** Counts who reads the log from now on. */
function countReadings(log: Log): () => number {
  let readings = 0;
  const tail = log.tail.bind(log);
  log.tail = (options) => {
    readings++;
    return tail(options);
  };
  return () => readings;
}

async function executions({ metrics }: Live, field = 'tradeReported'): Promise<number> {
  const { text } = await metrics.render();
  return Number(new RegExp(`subscription_executions_total\\{field="${field}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
}

const keyOf = ({ data }: Told) => `${data['tradeReported']?.['price']} ${data['tradeReported']?.['tradeId']}`;
const symbolOf = ({ data }: Told) => String(data['tradeReported']?.['symbol']);

test('many who come back with one cursor are served by one reading of the log, and each event is executed once', async () => {
  const start = encodeCursor(await live.log.head());
  for (let round = 0; round < 40; round++) await live.append(...SYMBOLS.map((symbol) => prices(symbol, `${round}.00`)));
  const readings = countReadings(live.log);
  const returned = Array.from({ length: 200 }, () => live.subscribe(TRADES, { variables: { s: SYMBOLS, after: start } }));
  await Promise.all(returned.map(({ sink }) => sink.until(240)));
  expect(readings()).toBe(1);
  expect(await executions(live)).toBe(240);
  const [first] = returned;
  for (const { sink } of returned) expect(sink.told).toEqual(first?.sink.told);
  expect(rises(first?.sink.told ?? [])).toBe(true);
});

test('after a restart, when nothing is in memory, all who come back where they left are served by one reading', async () => {
  const witness = live.subscribe(TRADES, { variables: { s: SYMBOLS } });
  for (let round = 0; round < 50; round++) {
    await live.append(...SYMBOLS.map((symbol) => prices(symbol, `${round}.00`, 2)));
    await live.clock.advance(1);
  }
  const told = await witness.sink.until(600);
  const next = await createLive({}, live);
  const readings = countReadings(live.log);
  const returned = Array.from({ length: 300 }, (_, index) => ({
    index,
    ...next.subscribe(TRADES, { variables: { s: SYMBOLS, after: cursors(told)[index] } }),
  }));
  await Promise.all(returned.map(({ sink, index }) => sink.until(599 - index)));
  expect(readings()).toBe(1);
  // Of the first entry they were told a part.
  expect(await executions(next)).toBeLessThanOrEqual(600);
  // The very places of the live stream: what comes next is one message for all of them.
  for (const { sink, index } of returned) expect(sink.told.map(keyOf)).toEqual(told.slice(index + 1).map(keyOf));
  for (const { sink, index } of returned) expect(cursors(sink.told)).toEqual(cursors(told).slice(index + 1));
  expect(next.hub.size.catchingUp).toBe(0);
  await next.stop();
});

test('those of different operations share the reading, and each of them its executions', async () => {
  const start = encodeCursor(await live.log.head());
  for (let round = 0; round < 20; round++) await live.append(prices('AAPL', `${round}.00`), signalChanged('AAPL'));
  const signals = 'subscription($after: Cursor) { signalChanged(after: $after) { cursor symbol } }';
  const readings = countReadings(live.log);
  const trades = Array.from({ length: 20 }, () => live.subscribe(TRADES, { variables: { s: ['AAPL'], after: start } }));
  const others = Array.from({ length: 20 }, () => live.subscribe(signals, { variables: { after: start } }));
  await Promise.all([...trades, ...others].map(({ sink }) => sink.until(20)));
  expect([readings(), await executions(live)]).toEqual([1, 20]);
});

test('all whose cursors are older than the log are told their own gap from one reading', async () => {
  const witness = live.subscribe(TRADES, { variables: { s: SYMBOLS } });
  for (let round = 0; round < 10; round++) await live.append(...SYMBOLS.map((symbol) => prices(symbol, `${round}.00`)));
  const told = [...(await witness.sink.until(60))];
  await live.clock.advance(1_000);
  await live.append(prices('AAPL', '99.00'));
  await live.log.trim(live.clock.now());
  const readings = countReadings(live.log);
  const returned = cursors(told.slice(0, 50)).map((after) => ({ after, ...live.subscribe(TRADES, { variables: { s: SYMBOLS, after } }) }));
  await Promise.all(returned.map(({ sink }) => sink.until(1)));
  expect(readings()).toBe(1);
  for (const { sink, after } of returned) expect(sink.told[0]?.stream.gap).toMatchObject({ from: after, reason: 'TOO_OLD' });
});

test('one that does not read holds up those it came back with for a tenth of a second, no more', async () => {
  const start = encodeCursor(await live.log.head());
  for (let round = 0; round < 300; round++) await live.append(prices('AAPL', `${round}.00`));
  const stalled = new RecordingSink();
  stalled.blockAfter = 10;
  live.subscribe(TRADES, { variables: { s: ['AAPL'], after: start }, sink: stalled });
  const others = Array.from({ length: 5 }, () => live.subscribe(TRADES, { variables: { s: ['AAPL'], after: start } }));
  await stalled.until(10);
  while (live.clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
  await live.clock.advance(100);
  await Promise.all(others.map(({ sink }) => sink.until(300)));
  expect(stalled.told).toHaveLength(10);
  stalled.unblock();
  await stalled.until(300);
  expect(stalled.told).toEqual(others[0]?.sink.told);
});

test('one whose execution hangs does not hold up other operations for long', async () => {
  const start = encodeCursor(await live.log.head());
  for (let round = 0; round < 300; round++) await live.append(prices('AAPL', `${round}.00`));
  const { market } = live.sources;
  const opened = Promise.withResolvers<void>();
  if (market) live.sources['market'] = { process: async (request) => opened.promise.then(() => market.process(request)) };
  const hanging = live.subscribe(TRADES, { variables: { s: ['AAPL'], after: start } });
  const plain = 'subscription($after: Cursor) { tradeReported(symbols: ["AAPL"], after: $after) { cursor tradeId price } }';
  const other = live.subscribe(plain, { variables: { after: start } });
  const begun = live.clock.now();
  while (other.sink.told.length < 300) await live.clock.advance(10);
  expect(live.clock.now() - begun).toBeLessThan(2_000);
  expect(hanging.sink.told).toEqual([]);
  opened.resolve();
  await hanging.sink.until(300);
  expect(hanging.sink.told.map(keyOf)).toEqual(other.sink.told.map(keyOf));
});

test('quotes that are caught up with are merged as for one alone, and what is told and merged adds up for each', async () => {
  const witness = live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  for (let round = 1; round <= 60; round++) {
    await live.append(prices('AAPL', `${round}.00`));
    await witness.sink.until(round);
  }
  const places = cursors(witness.sink.told);
  const returned = [0, 10, 20, 30, 59].map((index) => ({
    index,
    ...live.subscribe(QUOTES, { variables: { s: ['AAPL'], after: places[index] } }),
  }));
  for (const { sink, index } of returned) {
    const sum = () => sink.told.reduce((count, { stream }) => count + 1 + (stream.skipped ?? 0), 0);
    while (sum() < 59 - index) await new Promise((resolve) => setImmediate(resolve));
    expect(sum()).toBe(59 - index);
    expect(rises(sink.told)).toBe(true);
  }
});

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  'whoever leaves and comes back wherever, each hears every trade of its symbols once and in order (seed %i)',
  async (seed) => {
    const dice = new Dice(seed);
    const lives = [live, await createLive({}, live)];
    const all = live.subscribe(TRADES, { variables: { s: SYMBOLS } });
    const present: { sinks: RecordingSink[]; symbols: string[]; leave(): void }[] = [];
    const expected = new Map<string, number>();
    const enter = (symbols: string[], sinks: RecordingSink[], after?: string) => {
      const sink = new RecordingSink();
      if (dice.chance(0.2)) sink.blockAfter = dice.between(1, 5);
      const { leave } = dice.pick(lives as [Live, Live]).subscribe(TRADES, { variables: { s: symbols, ...(after && { after }) }, sink });
      present.push({ sinks: [...sinks, sink], symbols, leave });
    };
    const start = encodeCursor(await live.log.head());
    for (let step = 0; step < 150; step++) {
      const symbol = dice.pick(SYMBOLS);
      const trades = dice.between(1, 4);
      await live.append(prices(symbol, `${step}`, trades));
      expected.set(symbol, (expected.get(symbol) ?? 0) + trades);
      if (dice.chance(0.3)) await live.clock.advance(dice.between(1, 30));
      if (dice.chance(0.4)) enter(SYMBOLS.filter(() => dice.chance(0.5)).concat('AAPL'), [], start);
      if (dice.chance(0.5) && present.length > 0) {
        const [left] = present.splice(dice.between(0, present.length - 1), 1);
        left?.leave();
        const last = left?.sinks.flatMap(({ told }) => cursors(told)).at(-1);
        if (left) enter(left.symbols, left.sinks, last ?? start);
      }
      if (dice.chance(0.2)) for (const { sinks } of present) sinks.at(-1)?.resume();
    }
    const total = [...expected.values()].reduce((sum, count) => sum + count, 0);
    await all.sink.until(total);
    const inAll = all.sink.told.map((told) => `${symbolOf(told)} ${keyOf(told)}`);
    for (const { sinks, symbols } of present) {
      sinks.at(-1)?.unblock();
      const told = () => sinks.flatMap((sink) => sink.told);
      const due = [...new Set(symbols)].reduce((sum, symbol) => sum + (expected.get(symbol) ?? 0), 0);
      for (let turn = 0; told().length < due && turn < 5_000; turn++) await live.clock.advance(10);
      expect(told()).toHaveLength(due);
      for (const symbol of symbols) {
        const own = told().filter((one) => symbolOf(one) === symbol);
        expect(own.map((one) => `${symbol} ${keyOf(one)}`)).toEqual(inAll.filter((name) => name.startsWith(`${symbol} `)));
      }
      expect(rises(told())).toBe(true);
    }
    await lives[1]?.stop();
  },
);
