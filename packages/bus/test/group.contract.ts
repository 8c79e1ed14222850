import { Fault } from '@marketgraph/service';
import { expect, test, vi } from 'vitest';
import type { Batch } from '../src/index.ts';
import type { Given } from './log-harness.ts';
import { Collected, consumeInto, listed, nameOf, SYMBOLS, series, watchlist } from './log-harness.ts';

export function groupContract(given: Given): void {
  test('gives a group what was there before it, and then what follows', async () => {
    const got = new Collected();
    await given.log.append(series(SYMBOLS, 20));
    const consumption = consumeInto(given.log, got);
    await got.reached(20);
    await given.log.append(series(SYMBOLS, 20, 21));
    await got.reached(40);
    await consumption.stop();
    expect(new Set(got.names).size).toBe(40);
    expect((await given.log.committed(['recorder'])).positions).toEqual((await given.log.head()).positions);
  });

  test('gives a new group only what follows when it begins at the newest entry', async () => {
    const got = new Collected();
    await given.log.append(series(SYMBOLS, 10));
    const consumption = consumeInto(given.log, got, { start: 'newest' });
    await vi.waitFor(async () => expect((await given.log.committed(['recorder'])).positions).toEqual((await given.log.head()).positions));
    await given.log.append([listed('AAPL', 'new')]);
    await got.reached(1);
    await consumption.stop();
    expect(got.names).toEqual(['new']);
  });

  test('gives several groups the same entries', async () => {
    const [one, two] = [new Collected(), new Collected()];
    const consumptions = [consumeInto(given.log, one), consumeInto(given.log, two, { group: 'evaluator' })];
    await given.log.append(series(SYMBOLS, 30));
    await Promise.all([one.reached(30), two.reached(30)]);
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    expect([...one.names].sort()).toEqual([...two.names].sort());
  });

  test('gives each entry once to one of two consumers, which share the partitions, in the order of each key', async () => {
    const other = await given.harness.open();
    const [one, two, all] = [new Collected(), new Collected(), new Collected()];
    const into =
      (own: Collected) =>
      async ({ events }: Batch) => {
        own.add(events);
        all.add(events);
      };
    const consumptions = [consumeInto(given.log, one, { handle: into(one) }), consumeInto(other, two, { handle: into(two) })];
    for (let count = 0; one.names.length === 0 || two.names.length === 0; count += 70) {
      await given.log.append(series(SYMBOLS, 70, count + 1));
      await all.reached(count + 70);
    }
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    expect(new Set(all.names).size).toBe(all.names.length);
    for (let key = 0; key < SYMBOLS.length; key++) {
      const ofKey = all.names.map(Number).filter((name) => (name - 1) % SYMBOLS.length === key);
      expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
    }
  });

  test('goes on in another consumer when one stops in the middle', async () => {
    const got = new Collected();
    await given.log.append(series(SYMBOLS, 100));
    const first = consumeInto(given.log, got, { maxEntries: 5 });
    await got.reached(20);
    await first.stop();
    const before = got.names.length;
    const other = await given.harness.open();
    const second = consumeInto(other, got, { maxEntries: 50 });
    await got.reached(100);
    await second.stop();
    expect(before).toBeLessThanOrEqual(100);
    expect(got.names).toHaveLength(100);
    expect(new Set(got.names).size).toBe(100);
  });

  test('stops only when the handler has finished its batch', async () => {
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    let finished = false;
    const consumption = given.log.consume({
      group: 'recorder',
      handle: async () => {
        entered.resolve();
        await leave.promise;
        finished = true;
      },
    });
    await given.log.append([listed('AAPL', 1)]);
    await entered.promise;
    const stopped = consumption.stop().then(() => expect(finished).toBe(true));
    leave.resolve();
    await stopped;
    expect((await given.log.committed(['recorder'])).positions).toEqual((await given.log.head()).positions);
  });

  test('brings a batch again, in order, when its handler throws', async () => {
    const got = new Collected();
    let thrown = 0;
    const consumption = consumeInto(given.log, got, {
      handle: async ({ events }) => {
        if (thrown++ < 3) throw new Error('not now');
        got.add(events);
      },
    });
    await given.log.append(series(['AAPL'], 10));
    await got.reached(10);
    await consumption.stop();
    expect(got.names).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(await given.log.deadLetters()).toEqual([]);
  });

  test('puts a poisoned entry with the dead letters and goes on behind it', async () => {
    const got = new Collected();
    const poisonous = vi.fn();
    const consumption = consumeInto(given.log, got, {
      handle: async ({ events }) => {
        if (events.some((logged) => nameOf(logged) === '4')) {
          poisonous(events.length);
          throw new Error('poison');
        }
        got.add(events);
      },
    });
    await given.log.append(series(['AAPL'], 9));
    await got.reached(8);
    await consumption.stop();
    expect(got.names).toEqual(['1', '2', '3', '5', '6', '7', '8', '9']);
    expect(await given.log.deadLetters()).toMatchObject([{ group: 'recorder', reason: 'poison' }]);
    expect(poisonous.mock.calls.filter(([size]) => size === 1)).toHaveLength(5);
    expect((await given.log.committed(['recorder'])).positions).toEqual((await given.log.head()).positions);
  });

  test('puts an entry that cannot be read with the dead letters at once', async () => {
    const got = new Collected();
    await given.log.append([listed('AAPL', 1)]);
    await given.harness.appendUnreadable(given.log, 'AAPL');
    await given.log.append([listed('AAPL', 2)]);
    const consumption = consumeInto(given.log, got);
    await got.reached(2);
    await consumption.stop();
    expect(got.names).toEqual(['1', '2']);
    expect(await given.log.deadLetters()).toMatchObject([{ group: 'recorder', reason: 'The entry is not JSON.' }]);
  });

  test('never counts it against an entry that something else is away', async () => {
    const got = new Collected();
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    let calls = 0;
    const consumption = consumeInto(given.log, got, {
      handle: async ({ events }) => {
        calls++;
        if (calls < 4) throw away;
        if (calls < 8) throw new Fault('MODEL_AWAY', 'The model is away.', true);
        got.add(events);
      },
    });
    await given.log.append([listed('AAPL', 1)]);
    await got.reached(1);
    await consumption.stop();
    expect(calls).toBe(8);
    expect(await given.log.deadLetters()).toEqual([]);
  });

  test('gives a group only the types it asks for, and passes over the others', async () => {
    const got = new Collected();
    const consumption = consumeInto(given.log, got, { types: ['WatchlistChanged'] });
    await given.log.append([listed('AAPL', 1), watchlist('w1'), listed('AAPL', 2), watchlist('w2')]);
    await got.reached(2);
    await vi.waitFor(async () => expect((await given.log.committed(['recorder'])).positions).toEqual((await given.log.head()).positions));
    await consumption.stop();
    expect([...got.names].sort()).toEqual(['w1', 'w2']);
  });

  test('says how long the oldest entry waits, and is healthy only while it makes progress', async () => {
    const leave = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const consumption = given.log.consume({
      group: 'recorder',
      handle: () => {
        entered.resolve();
        return leave.promise;
      },
    });
    await given.log.append([listed('AAPL', 1)]);
    await entered.promise;
    await given.harness.clock.advance(20_000);
    expect(consumption.lagMs()).toBe(20_000);
    expect(consumption.healthy()).toBe(true);
    await given.harness.clock.advance(20_000);
    expect(consumption.healthy()).toBe(false);
    leave.resolve();
    await vi.waitFor(() => expect(consumption.healthy()).toBe(true));
    expect(consumption.lagMs()).toBe(0);
    await consumption.stop();
  });

  test('answers as committed the least of several groups', async () => {
    const [quick, slow] = [new Collected(), new Collected()];
    const leave = Promise.withResolvers<void>();
    const consumptions = [
      consumeInto(given.log, quick),
      consumeInto(given.log, slow, {
        group: 'slow',
        maxEntries: 1,
        handle: async ({ events }) => {
          if (nameOf(events[0] ?? expect.fail()) === '3') await leave.promise;
          slow.add(events);
        },
      }),
    ];
    await given.log.append(series(['AAPL'], 5));
    await Promise.all([quick.reached(5), slow.reached(2)]);
    const total = async (groups: string[]) => (await given.log.committed(groups)).positions.reduce((sum, position) => sum + position, 0);
    await vi.waitFor(async () => expect([await total(['recorder']), await total(['recorder', 'slow'])]).toEqual([5, 2]));
    expect(await total(['recorder', 'never seen'])).toBe(0);
    leave.resolve();
    await slow.reached(5);
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
  });

  test('trims nothing that a group still has to handle, and tells the oldest kept also when a partition is empty', async () => {
    const got = new Collected();
    await given.log.append(series(['AAPL'], 4));
    const consumption = consumeInto(given.log, got);
    await got.reached(4);
    await consumption.stop();
    await given.log.append(series(['AAPL'], 3, 5));
    await given.harness.clock.advance(1_000);
    expect(await given.log.trim(given.harness.clock.now())).toBe(4);
    const again = consumeInto(given.log, got);
    await got.reached(7);
    await again.stop();
    expect(got.names).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(await given.log.trim(given.harness.clock.now())).toBe(3);
    expect(await given.log.oldest()).toEqual(await given.log.head());
    await given.log.append(series(['AAPL'], 1, 8));
    const last = consumeInto(given.log, got);
    await got.reached(8);
    await last.stop();
    expect(got.names.at(-1)).toBe('8');
  });

  test('forgets a group that nobody uses any more, tells what it leaves, and then trims what it kept', async () => {
    const [got, again] = [new Collected(), new Collected()];
    const unused = consumeInto(given.log, got);
    await given.log.append(series(['AAPL'], 3));
    await got.reached(3);
    await unused.stop();
    await given.harness.clock.advance(100_000);
    const other = consumeInto(given.log, new Collected(), { group: 'evaluator' });
    await given.log.append(series(['AAPL'], 2, 4));
    await vi.waitFor(async () => expect((await given.log.committed(['evaluator'])).positions).toEqual((await given.log.head()).positions));
    await given.harness.clock.advance(1_000);
    expect(await given.log.trim(given.harness.clock.now())).toBe(3);
    expect(await given.log.retireGroups(given.harness.clock.now() - 50_000)).toEqual([{ group: 'recorder', unhandled: 2 }]);
    expect(await given.log.retireGroups(given.harness.clock.now() - 50_000)).toEqual([]);
    expect(await given.log.trim(given.harness.clock.now())).toBe(2);
    await other.stop();
    const back = consumeInto(given.log, again);
    await given.log.append([listed('AAPL', 6)]);
    await again.reached(1);
    await back.stop();
    expect(again.names).toEqual(['6']);
  });
}
