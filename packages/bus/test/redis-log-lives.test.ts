import { type TestRedis, testRedis } from '@marketgraph/test-kit';
import { describe, expect, test, vi } from 'vitest';
import { encodeCursor, type Log } from '../src/index.ts';
import { linkedRedisLogs } from './linked-redis-logs.ts';
import { Collected, listed, nameOf, Reader, series } from './log-harness.ts';

const redis = await testRedis();

describe.runIf(redis)('The redis log over the lives of its server', () => {
  const server = redis as TestRedis;
  const { open, openLinked, link } = linkedRedisLogs(server);
  const patiently = <T>(work: () => Promise<T>) => vi.waitFor(work, { interval: 50 });

  /** Entries 1 to 5 are kept; 6 to 10 are appended and then lost with the server. */
  async function loseNewest(log: Log, meanwhile: () => Promise<unknown>): Promise<void> {
    await server.restart({ keep: true });
    await patiently(() => log.append(series(['AAPL'], 5, 6)));
    await meanwhile();
    link().refuse();
    await server.restart({ previous: true });
  }

  test('a reader that is away while others fill the lost positions again is told of a gap, and given what took their place', async () => {
    const [other, own] = [await open(), await openLinked()];
    await other.append(series(['AAPL'], 5));
    const reader = new Reader(own, encodeCursor(await own.oldest()));
    await loseNewest(other, () => reader.until(10));
    await patiently(() => other.append(series(['AAPL'], 8, 100)));
    link().mend();
    while (!reader.items.some(({ kind }) => kind === 'gap')) await reader.next();
    expect(reader.items.at(-1)).toMatchObject({ kind: 'gap', reason: 'OTHER_EPOCH' });
    await reader.until(18);
    expect(reader.names.map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 101, 102, 103, 104, 105, 106, 107]);
    await patiently(() => other.append([listed('AAPL', 'after')]));
    while (!reader.names.includes('after')) await reader.next();
    await reader.end();
  });

  test('a cursor of entries that were lost and filled again is answered with a gap and what took their place, also by a process that was never there', async () => {
    const [other, gone] = [await open(), await openLinked()];
    await other.append(series(['AAPL'], 5));
    const reader = new Reader(gone, encodeCursor(await gone.oldest()));
    await reader.until(5);
    await loseNewest(other, () => reader.until(10));
    const [kept, lost] = [reader.events[3], reader.events[8]].map((logged) => encodeCursor(logged?.place ?? expect.fail()));
    await reader.end();
    await gone.close();
    await patiently(() => other.append(series(['AAPL'], 8, 100)));
    const fresh = await open();
    const [before, behind] = [new Reader(fresh, kept), new Reader(fresh, lost)];
    expect((await before.until(3)).map(nameOf).slice(0, 3)).toEqual(['5', '100', '101']);
    expect(await behind.next()).toMatchObject({ kind: 'gap', from: lost, reason: 'OTHER_EPOCH' });
    expect((await behind.until(2)).map(nameOf).slice(0, 2)).toEqual(['100', '101']);
    await Promise.all([before.end(), behind.end()]);
  });

  test('a group whose consumer had read what was lost handles what took its place, in a new epoch', async () => {
    const [other, own] = [await open(), await openLinked()];
    const got = new Collected();
    const epochs: string[] = [];
    const consumption = own.consume({
      group: 'evaluator',
      handle: async ({ events }) => {
        epochs.push(...events.map(({ place }) => place.epoch));
        got.add(events);
      },
    });
    await other.append(series(['AAPL'], 5));
    await got.reached(5);
    await patiently(async () => expect((await other.committed(['evaluator'])).positions).toEqual([5]));
    await loseNewest(other, () => got.reached(10));
    await patiently(() => other.append(series(['AAPL'], 8, 100)));
    link().mend();
    await vi.waitFor(() => expect(got.names).toContain('107'));
    await consumption.stop();
    expect(got.names.slice(-8)).toEqual(['100', '101', '102', '103', '104', '105', '106', '107']);
    expect(epochs.at(-1)).not.toBe(epochs[0]);
  });

  test('a restart that lost nothing is no gap to a reader that is away meanwhile', async () => {
    const [other, own] = [await open(), await openLinked()];
    const reader = new Reader(own, encodeCursor(await own.oldest()));
    await other.append(series(['AAPL'], 5));
    await reader.until(5);
    link().refuse();
    await server.restart({ keep: true });
    await patiently(() => other.append(series(['AAPL'], 5, 6)));
    link().mend();
    await reader.until(10);
    expect(reader.items.every(({ kind }) => kind === 'events')).toBe(true);
    await reader.end();
  });

  test('a reader that was cut off sees what came meanwhile when it is back, though nothing follows', async () => {
    const [other, own] = [await open(), await openLinked()];
    const reader = new Reader(own, encodeCursor(await own.oldest()));
    await other.append(series(['AAPL'], 1));
    await reader.until(1);
    link().refuse();
    await other.append(series(['AAPL'], 3, 2));
    link().mend();
    expect((await reader.until(4)).map(nameOf)).toEqual(['1', '2', '3', '4']);
    await reader.end();
  });
});
