import { decodeCursor, encodeCursor } from '@marketgraph/bus';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prices, signalChanged } from './support/events.ts';
import { createLive, type Live } from './support/live.ts';
import { type Told } from './support/recording-sink.ts';
import { cursors, QUOTES, rises, TRADES, values } from './support/told.ts';

let live: Live;
beforeEach(async () => {
  live = await createLive();
});
afterEach(() => live.stop());

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

test('a cursor of an earlier epoch that the log goes on from without a gap is followed', async () => {
  const watcher = live.subscribe(TRADES, { variables: { s: ['AAPL'] } });
  for (const price of ['1.00', '2.00', '3.00']) await live.append(prices('AAPL', price));
  const [first] = cursors(await watcher.sink.until(3));
  const { epoch } = await live.log.head();
  const place = decodeCursor(first ?? '') ?? expect.fail();
  const earlier = encodeCursor({ ...place, epoch: 'earlier' });
  // As a log answers whose server lost its newest entries, and none of those behind this cursor.
  const locate = live.log.locate.bind(live.log);
  live.log.locate = (cursors) => locate(cursors.map((cursor) => (cursor === earlier ? encodeCursor({ ...place, epoch }) : cursor)));
  const { sink } = live.subscribe(TRADES, { variables: { s: ['AAPL'], after: earlier } });
  await sink.until(2);
  await live.append(prices('AAPL', '4.00'));
  const told = await sink.until(3);
  const all = await watcher.sink.until(4);
  expect(values(told, 'tradeReported', 'tradeId')).toEqual(values(all.slice(1), 'tradeReported', 'tradeId'));
  expect(told.map(({ stream }) => stream)).toEqual([{}, {}, {}]);
  expect(cursors(told).map((cursor) => decodeCursor(cursor)?.epoch)).toEqual([epoch, epoch, epoch]);
});
