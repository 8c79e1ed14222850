import { randomUUID } from 'node:crypto';
import { silentLogger } from '@marketgraph/service';
import { ManualClock, type TestDatabase, type TestRedis, testDatabase, testRedis } from '@marketgraph/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRedisLog, encodeCursor, type Log } from '../src/index.ts';
import type { LogOverStore } from '../src/log-over-store.ts';
import type { RedisStore } from '../src/redis/redis-store.ts';
import { Collected, consumeInto, listed, nameOf, Reader, SYMBOLS, series } from './log-harness.ts';

const redis = await testRedis();

describe.runIf(redis)('The redis log when Redis fails', () => {
  const server = redis as TestRedis;
  let database: TestDatabase;
  let prefix: string;
  let opened: Log[];

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await server?.stop();
    await database.drop();
  });
  beforeEach(() => {
    prefix = `test:${randomUUID()}`;
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((log) => log.close()));
  });

  async function open(partitions = 4): Promise<Log> {
    const clock = new ManualClock();
    const log = await createRedisLog({
      redisUrl: server.url,
      databaseUrl: database.url,
      prefix,
      partitions,
      clock,
      logger: silentLogger,
      retryPauseMs: 5,
    });
    opened.push(log);
    return log;
  }

  const patiently = <T>(work: () => Promise<T>) => vi.waitFor(work, { interval: 100 });

  test('tails and groups go on behind a restart that kept everything', async () => {
    const log = await open();
    const got = new Collected();
    const reader = new Reader(log, encodeCursor(await log.head()));
    const consumption = consumeInto(log, got);
    await log.append(series(SYMBOLS, 20));
    await Promise.all([reader.until(20), got.reached(20)]);
    await server.restart({ keep: true });
    await patiently(() => log.append(series(SYMBOLS, 20, 21)));
    await Promise.all([reader.until(40), got.reached(40)]);
    expect(new Set(reader.names).size).toBe(40);
    expect(reader.items.every(({ kind }) => kind === 'events')).toBe(true);
    expect(new Set(got.names).size).toBe(40);
    await consumption.stop();
    await reader.end();
  });

  test('readers are told of a gap, and groups begin anew, when Redis comes back empty', async () => {
    const log = await open();
    const before = encodeCursor(await log.head());
    const got = new Collected();
    const reader = new Reader(log, before);
    const consumption = consumeInto(log, got);
    await log.append(series(SYMBOLS, 20));
    await Promise.all([reader.until(20), got.reached(20)]);
    await server.restart();
    expect(await reader.next()).toMatchObject({ kind: 'gap', reason: 'OTHER_EPOCH' });
    await patiently(() => log.append([listed('AAPL', 'anew')]));
    await Promise.all([got.reached(21), reader.until(21)]);
    expect([got.names.at(-1), reader.names.at(-1)]).toEqual(['anew', 'anew']);
    await consumption.stop();
    await reader.end();
  });

  test('readers are told of a gap when Redis comes back without its newest entries', async () => {
    const log = await open();
    await log.append(series(['AAPL'], 5));
    const reader = new Reader(log, encodeCursor(await log.oldest()));
    await reader.until(5);
    await server.restart({ keep: true });
    await patiently(() => log.append(series(['AAPL'], 5, 6)));
    await reader.until(10);
    await server.restart({ previous: true });
    await patiently(async () => {
      if (!reader.items.some(({ kind }) => kind === 'gap')) await reader.next();
      expect(reader.items.at(-1)).toMatchObject({ kind: 'gap', reason: 'OTHER_EPOCH' });
    });
    await reader.end();
  });

  test('notices within seconds that nothing answers, and goes on when it does again', async () => {
    const log = await open();
    const reader = new Reader(log, encodeCursor(await log.head()));
    await log.append([listed('AAPL', 'before')]);
    await reader.until(1);
    server.freeze();
    try {
      await patiently(async () => expect(log.health().healthy).toBe(false));
      await expect(log.append([listed('AAPL', 'lost')])).rejects.toMatchObject({ retryable: true });
    } finally {
      server.thaw();
    }
    await patiently(() => log.append([listed('AAPL', 'after')]));
    await patiently(async () => expect(log.health().healthy).toBe(true));
    while (!reader.names.includes('after')) await reader.next();
    await reader.end();
  });

  test('another consumer takes over what a vanished one had not acknowledged', async () => {
    const [gone, left] = [await open(1), await open(1)];
    const entered = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    const first = gone.consume({
      group: 'recorder',
      handle: () => {
        entered.resolve();
        return never.promise;
      },
    });
    await left.append(series(['AAPL'], 3));
    await entered.promise;
    await ((gone as LogOverStore).store as RedisStore).link.close();
    const got = new Collected();
    const second = consumeInto(left, got);
    await got.reached(3);
    expect(got.names).toEqual(['1', '2', '3']);
    never.resolve();
    await Promise.all([first.stop(), second.stop()]);
  });

  test('opens as soon as Redis is there', async () => {
    await server.crash();
    const opening = open();
    await server.restart();
    expect((await (await opening).head()).positions).toEqual([0, 0, 0, 0]);
  });

  test('refuses to open with another number of partitions', async () => {
    await open(4);
    await expect(open(8)).rejects.toMatchObject({ code: 'LOG_PARTITIONS_FIXED' });
  });

  test('reads a cursor of before the restart as the place it was', async () => {
    const log = await open();
    await log.append(series(['AAPL'], 4));
    const reader = new Reader(log, encodeCursor(await log.oldest()));
    const place = (await reader.until(4))[1]?.place ?? expect.fail();
    await server.restart({ keep: true });
    const again = new Reader(log, encodeCursor(place));
    expect((await again.until(2)).map(nameOf)).toEqual(['3', '4']);
    await reader.end();
    await again.end();
  });
});
