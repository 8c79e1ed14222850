import { decodeCursor, encodeCursor } from '@marketgraph/bus';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unavailable } from '../src/queries/data-source.ts';
import { alertChanged, articleScored, candles, prices, signalChanged } from './support/events.ts';
import { createLive, type Live } from './support/live.ts';
import { RecordingSink, type Told } from './support/recording-sink.ts';

const QUOTES =
  'subscription($s: [String!]!, $after: Cursor, $pace: PaceInput) { quoteUpdated(symbols: $s, after: $after, pace: $pace) { cursor symbol price instrument { name } } }';
const TRADES = 'subscription($s: [String!]!, $after: Cursor) { tradeReported(symbols: $s, after: $after) { cursor symbol tradeId } }';
const ALERTS = 'subscription($after: Cursor) { alertChanged(after: $after) { cursor alertId alert { message } } }';
const UPDATES =
  'subscription($s: [String!]!, $causes: [UpdateCause!]) { instrumentUpdated(symbols: $s, causes: $causes) { cursor cause symbol } }';

const ann = { id: 'ann', role: 'USER' } as const;
const bob = { id: 'bob', role: 'USER' } as const;

let live: Live;
beforeEach(async () => {
  live = await createLive();
});
afterEach(() => live.stop());

function values(told: readonly Told[], field: string, member: string): unknown[] {
  return told.map(({ data }) => data[field]?.[member]);
}

function cursors(told: readonly Told[]): string[] {
  return told.map(({ data }) => String(Object.values(data)[0]?.['cursor']));
}

/** One after the other, whether by whole entries or by items of one. */
function rises(told: readonly Told[]): boolean {
  const places = cursors(told).map((cursor) => decodeCursor(cursor));
  return places.every((place, index) => {
    const before = places[index - 1];
    if (index === 0 || !place || !before) return place !== null;
    const sums = [before, place].map(({ positions }) => positions.reduce((sum, position) => sum + position, 0));
    const [first = 0, second = 0] = sums;
    const item = (of: typeof place) => of.partial?.item ?? Number.POSITIVE_INFINITY;
    return (
      place.positions.every((position, partition) => position >= (before.positions[partition] ?? 0)) &&
      (second > first || item(place) > item(before))
    );
  });
}

test('different watchlists of one shape share a group and each execution', async () => {
  const one = live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  const two = live.subscribe(QUOTES, { variables: { s: ['AAPL', 'MSFT'] } });
  await live.append(prices('AAPL', '1.00'), prices('MSFT', '2.00'));
  await two.sink.until(2);
  expect(live.hub.size.groups).toBe(1);
  expect(values(one.sink.told, 'quoteUpdated', 'symbol')).toEqual(['AAPL']);
  expect(values(two.sink.told, 'quoteUpdated', 'symbol').sort()).toEqual(['AAPL', 'MSFT']);
  expect(live.subgraphs['market']?.asked).toBeLessThanOrEqual(2);
});

test('another selection or another value of a variable below the root is another group', () => {
  const query = 'subscription($n: Int!) { quoteUpdated(symbols: ["AAPL"]) { instrument { news(first: $n) { nodes { id } } } } }';
  live.subscribe(query, { variables: { n: 1 } });
  live.subscribe(query, { variables: { n: 2 } });
  live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  expect(live.hub.size.groups).toBe(3);
});

test('what looks at the viewer is executed for each viewer, what does not once for all', () => {
  const own = 'subscription { quoteUpdated(symbols: ["AAPL"]) { symbol instrument { alerts { nodes { message } } } } }';
  for (const viewer of [ann, bob, null]) live.subscribe(own, { viewer });
  expect(live.hub.size.groups).toBe(3);
  for (const viewer of [ann, bob, null]) live.subscribe(QUOTES, { viewer, variables: { s: ['AAPL'] } });
  expect(live.hub.size.groups).toBe(4);
});

test("a viewer's own fields are answered for that viewer", async () => {
  const own = 'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { alerts { nodes { message } } } } }';
  const [first, second] = [live.subscribe(own, { viewer: ann }), live.subscribe(own, { viewer: bob })];
  await live.append(prices('AAPL', '1.00'));
  const told = [...(await first.sink.until(1)), ...(await second.sink.until(1))];
  expect(JSON.stringify(told[0]?.data)).toContain('AAPL for ann');
  expect(JSON.stringify(told[1]?.data)).toContain('AAPL for bob');
});

test('alerts reach their user and nobody else, through alertChanged and through instrumentUpdated', async () => {
  const own = live.subscribe(ALERTS, { viewer: ann });
  const other = live.subscribe(ALERTS, { viewer: bob });
  const updates = [ann, bob, null].map((viewer) => live.subscribe(UPDATES, { viewer, variables: { s: ['AAPL'] } }));
  await live.append(alertChanged('ann'), prices('AAPL', '1.00'));
  await Promise.all([own.sink.until(1), ...updates.map(({ sink }, index) => sink.until(index === 0 ? 2 : 1))]);
  expect(other.sink.told).toEqual([]);
  expect(updates.map(({ sink }) => values(sink.told, 'instrumentUpdated', 'cause'))).toEqual([['ALERT', 'PRICE'], ['PRICE'], ['PRICE']]);
});

test('instrumentUpdated tells every cause, and only those asked for', async () => {
  const all = live.subscribe(UPDATES, { viewer: ann, variables: { s: ['AAPL'] } });
  const some = live.subscribe(UPDATES, { viewer: ann, variables: { s: ['AAPL'], causes: ['SIGNAL'] } });
  await live.append(prices('AAPL', '1.00'), articleScored('a1', ['MSFT', 'AAPL']), signalChanged('AAPL'), alertChanged('ann'));
  await all.sink.until(4);
  expect(values(all.sink.told, 'instrumentUpdated', 'cause').sort()).toEqual(['ALERT', 'PRICE', 'SENTIMENT', 'SIGNAL']);
  expect(values(await some.sink.until(1), 'instrumentUpdated', 'cause')).toEqual(['SIGNAL']);
});

test('candles are chosen by interval and basis', async () => {
  const query = 'subscription($i: Interval!) { candleUpdated(symbols: ["AAPL"], interval: $i) { cursor candle { openTime } } }';
  const minutes = live.subscribe(query, { variables: { i: 'ONE_MINUTE' } });
  const hours = live.subscribe(query, { variables: { i: 'ONE_HOUR' } });
  await live.append(candles('AAPL', [0, 1]));
  const told = await minutes.sink.until(2);
  expect(rises(told)).toBe(true);
  expect(hours.sink.told).toEqual([]);
});

test('a new subscriber first hears the latest quote of each symbol, marked as a snapshot', async () => {
  await live.append(prices('AAPL', '1.00'), prices('MSFT', '2.00'), prices('AAPL', '3.00'));
  const { sink } = live.subscribe(QUOTES, { variables: { s: ['AAPL', 'MSFT'] } });
  await sink.until(2);
  await live.append(prices('AAPL', '4.00'));
  const told = await sink.until(3);
  expect(values(told, 'quoteUpdated', 'price').sort()).toEqual(['2.00', '3.00', '4.00']);
  expect(told.map(({ stream }) => stream)).toEqual([{ snapshot: true }, { snapshot: true }, {}]);
  expect(rises(told)).toBe(true);
});

test('many who come at once share the execution of a snapshot', async () => {
  await live.append(prices('AAPL', '1.00'));
  const subscribers = Array.from({ length: 20 }, () => live.subscribe(QUOTES, { variables: { s: ['AAPL'] } }));
  await Promise.all(subscribers.map(({ sink }) => sink.until(1)));
  expect(live.subgraphs['market']?.asked).toBe(1);
});

test('a subscriber that resumes at any cursor hears every later trade once, in order', async () => {
  const first = live.subscribe(TRADES, { variables: { s: ['AAPL', 'MSFT', 'IBM', 'SPY'] } });
  const symbols = ['AAPL', 'MSFT', 'IBM', 'SPY', 'AAPL', 'MSFT', 'AAPL'];
  for (const [index, symbol] of symbols.entries()) await live.append(prices(symbol, `${index}.00`, 3));
  const told = [...(await first.sink.until(21))];
  expect(rises(told)).toBe(true);
  for (const [index, cursor] of cursors(told).entries()) {
    const again = live.subscribe(TRADES, { variables: { s: ['AAPL', 'MSFT', 'IBM', 'SPY'], after: cursor } });
    const expected = 21 - index - 1;
    await again.sink.until(expected);
    expect(again.sink.told.map(({ data }) => data)).toHaveLength(expected);
    expect(rises(again.sink.told)).toBe(true);
    const key = ({ data }: Told) => data['tradeReported']?.['tradeId'];
    expect(again.sink.told.map(key).sort()).toEqual(
      told
        .slice(index + 1)
        .map(key)
        .sort(),
    );
    again.leave();
  }
});

test('events that come while a subscriber catches up are told once, between replay and live', async () => {
  const query = 'subscription($after: Cursor) { signalChanged(after: $after) { cursor symbol } }';
  const watcher = live.subscribe(query);
  for (let round = 0; round < 40; round++) await live.append(signalChanged(`S${round}`));
  await watcher.sink.until(40);
  const from = cursors(watcher.sink.told)[4];
  const again = live.subscribe(query, { variables: { after: from } });
  for (let round = 40; round < 120; round++) await live.append(signalChanged(`S${round}`));
  await Promise.all([again.sink.until(115), watcher.sink.until(120)]);
  expect(values(again.sink.told, 'signalChanged', 'symbol').sort()).toEqual(
    values(watcher.sink.told.slice(5), 'signalChanged', 'symbol').sort(),
  );
  expect(rises(again.sink.told)).toBe(true);
  expect(live.hub.size.catchingUp).toBe(0);
});

test('a cursor that is none of ours is answered with a gap, then with the stream', async () => {
  const { sink } = live.subscribe(QUOTES, { variables: { s: ['AAPL'], after: 'nonsense' } });
  const other = live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  while (live.hub.size.catchingUp > 0) await new Promise((resolve) => setImmediate(resolve));
  await live.append(prices('AAPL', '1.00'));
  const [told] = await sink.until(1);
  expect(told?.stream.gap).toMatchObject({ from: 'nonsense', reason: 'UNKNOWN_CURSOR' });
  expect((await other.sink.until(1))[0]?.stream).toEqual({});
});

test('a cursor older than the log is answered with the bounds of what is missing', async () => {
  const watcher = live.subscribe(TRADES, { variables: { s: ['AAPL'] } });
  await live.append(prices('AAPL', '1.00'));
  await live.clock.advance(1_000);
  await live.append(prices('AAPL', '2.00'));
  await live.clock.advance(1_000);
  await live.append(prices('AAPL', '3.00'));
  const [first, second] = cursors(await watcher.sink.until(3));
  await live.log.trim(live.clock.now());
  const { sink } = live.subscribe(TRADES, { variables: { s: ['AAPL'], after: first } });
  const [told] = await sink.until(1);
  expect(told?.stream.gap).toMatchObject({ from: first, reason: 'TOO_OLD' });
  expect(decodeCursor(told?.stream.gap?.to ?? '')?.positions).toEqual(decodeCursor(second ?? '')?.positions);
});

test('after a gap an entry that was told in part is told from where it was left', async () => {
  const symbols = ['AAPL', 'MSFT', 'IBM', 'SPY', 'SPCE'];
  const watcher = live.subscribe(TRADES, { variables: { s: symbols } });
  for (const symbol of symbols) await live.append(prices(symbol, '1.00'));
  await live.clock.advance(1_000);
  await live.append(prices('AAPL', '2.00', 4));
  const told = await watcher.sink.until(9);
  // Two of the four were handled; what lies before in other partitions was not, and is gone.
  const cut = decodeCursor(cursors(told)[6] ?? '');
  const own = cut?.partial?.partition ?? -1;
  const after = encodeCursor({
    ...cut,
    epoch: cut?.epoch ?? '',
    positions: cut?.positions.map((position, index) => (index === own ? position : 0)) ?? [],
  });
  await live.log.trim(live.clock.now());
  const { sink } = live.subscribe(TRADES, { variables: { s: symbols, after } });
  const [first] = await sink.until(2);
  expect(first?.stream.gap).toMatchObject({ from: after, reason: 'TOO_OLD' });
  const ids = (of: readonly Told[]) => values(of, 'tradeReported', 'tradeId');
  expect(ids(sink.told)).toEqual(ids(told.slice(7)));
});

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

test('the first who leaves ends nothing for the others, the last one ends the group', async () => {
  const [one, two] = [live.subscribe(QUOTES, { variables: { s: ['AAPL'] } }), live.subscribe(QUOTES, { variables: { s: ['AAPL'] } })];
  one.leave();
  await live.append(prices('AAPL', '1.00'));
  await two.sink.until(1);
  expect(one.sink.told).toEqual([]);
  two.leave();
  expect(live.hub.size).toEqual({ groups: 0, subscribers: 0, catchingUp: 0 });
});

test('a subgraph that is away empties what needs it, with a code, and the cursor still arrives', async () => {
  live.sources['news-sentiment'] = { process: async () => unavailable('news-sentiment') };
  const query = 'subscription { quoteUpdated(symbols: ["AAPL"]) { cursor price instrument { name sentiment { score } } } }';
  const { sink } = live.subscribe(query);
  await live.append(prices('AAPL', '1.00'));
  const [told] = await sink.until(1);
  expect(told?.data['quoteUpdated']).toMatchObject({ price: '1.00', instrument: { name: 'AAPL Inc.', sentiment: null } });
  expect(told?.errors?.map(({ extensions }) => extensions.code)).toEqual(['SUBGRAPH_UNAVAILABLE']);
});

test('when the graph changes, operations that fit go on and the others end', () => {
  const kept = live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  const ended = live.subscribe(TRADES, { variables: { s: ['AAPL'] } });
  const outcome = live.hub.replan(({ prepared }) => {
    const query = prepared.field.name === 'tradeReported' ? 'subscription { tradeReported(symbols: ["AAPL"]) { gone } }' : prepared.query;
    return live.planner.prepare(query, undefined);
  });
  expect(outcome).toEqual({ kept: 1, ended: 1 });
  expect(kept.failed).toEqual([]);
  expect(ended.failed).toEqual(['Cannot query field "gone" on type "TradeReport".']);
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
