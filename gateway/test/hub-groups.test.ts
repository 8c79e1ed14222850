import { afterEach, beforeEach, expect, test } from 'vitest';
import { unavailable } from '../src/queries/data-source.ts';
import { alertChanged, articleScored, candles, prices, signalChanged } from './support/events.ts';
import { createLive, type Live } from './support/live.ts';
import { ALERTS, ann, bob, QUOTES, rises, TRADES, UPDATES, values } from './support/told.ts';

let live: Live;
beforeEach(async () => {
  live = await createLive();
});
afterEach(() => live.stop());

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

test('a variable that is left out is another group than one that is null: only one of them takes the default', () => {
  const query = 'subscription($w: Duration) { quoteUpdated(symbols: ["AAPL"]) { instrument { sentiment(window: $w) { score } } } }';
  live.subscribe(query, { variables: { w: null } });
  live.subscribe(query);
  expect(live.hub.size.groups).toBe(2);
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
