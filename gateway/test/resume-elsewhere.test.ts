import { createRedisLog, type Log } from '@marketgraph/bus';
import { silentLogger } from '@marketgraph/service';
import { ManualClock, type TestDatabase, testDatabase, testRedis } from '@marketgraph/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prices } from './support/events.ts';
import { type RunningGateway, runGateway, type TestSocket } from './support/running-gateway.ts';

const redis = await testRedis();
const SYMBOLS = ['AAPL', 'MSFT', 'IBM', 'SPY'];
const TRADES =
  'subscription($s: [String!]!, $after: Cursor) { tradeReported(symbols: $s, after: $after) { cursor symbol price tradeId instrument { name } } }';
const SUBSCRIBERS = 40;

describe.runIf(redis)('Over a log in Redis', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await database.drop();
    await redis?.stop();
  });

  const clock = new ManualClock();
  const openLog = (): Promise<Log> =>
    createRedisLog({ redisUrl: redis?.url ?? '', databaseUrl: database.url, clock, logger: silentLogger });

  /** Each subscriber with its own cursor; answers what each heard. */
  async function come(to: RunningGateway, after: readonly (string | null)[]): Promise<TestSocket[]> {
    const sockets = await Promise.all(after.map(async () => (await to.socket()).init()));
    for (const [index, socket] of sockets.entries()) socket.subscribe('t', TRADES, { s: SYMBOLS, after: after[index] ?? null });
    await Promise.all(
      sockets.map((socket) => {
        socket.send({ type: 'ping' });
        return socket.find(({ type }) => type === 'pong');
      }),
    );
    return sockets;
  }

  function told(socket: TestSocket): Record<string, unknown>[] {
    return socket.messages.flatMap(({ type, payload }) => (type === 'next' ? [payload?.data['tradeReported'] ?? {}] : []));
  }

  function ofLastRound(trades: readonly string[], symbol: string): string[] {
    return trades.filter((trade) => trade.startsWith(`${symbol} 20.00`));
  }

  async function untilAllTold(sockets: readonly TestSocket[], counts: readonly number[]): Promise<void> {
    for (const [index, socket] of sockets.entries()) await socket.find(() => told(socket).length >= (counts[index] ?? 0));
  }

  test('subscribers go on at another gateway, and after a restart of it, each with the very next trade', async () => {
    const [log, other] = [await openLog(), await openLog()];
    const first = await runGateway({ log, clock });
    const start = await come(first, [null]);
    for (let round = 0; round < 20; round++) {
      await log.append(SYMBOLS.map((symbol) => prices(symbol, `${round}.00`, 2)));
      await clock.advance(1);
    }
    await untilAllTold(start, [160]);
    const all = told(start[0] ?? expect.fail());
    await first.gateway.stop();
    await log.append(SYMBOLS.map((symbol) => prices(symbol, '20.00', 2)));
    // Another process, which has never seen any of it.
    const second = await runGateway({ log: other, clock });
    const places = Array.from({ length: SUBSCRIBERS }, (_, index) => index * 4);
    const returned = await come(
      second,
      places.map((place) => String(all[place]?.['cursor'])),
    );
    const due = places.map((place) => 168 - place - 1);
    await untilAllTold(returned, due);
    await second.gateway.stop();
    const third = await runGateway({ log: await openLog(), clock });
    const again = await come(
      third,
      returned.map((socket) => String(told(socket).at(-3)?.['cursor'])),
    );
    await untilAllTold(
      again,
      places.map(() => 2),
    );
    const names = (trades: readonly Record<string, unknown>[]) =>
      trades.map(({ symbol, price, tradeId }) => `${symbol} ${price} ${tradeId}`);
    const everything = [...names(all), ...SYMBOLS.flatMap((symbol) => ofLastRound(names(told(returned[0] ?? expect.fail())), symbol))];
    expect(new Set(everything).size).toBe(168);
    for (const [index, socket] of returned.entries()) {
      const heard = names(told(socket));
      const before = names(all.slice(0, (places[index] ?? 0) + 1));
      for (const symbol of SYMBOLS) {
        expect([...before, ...heard].filter((one) => one.startsWith(symbol))).toEqual(everything.filter((one) => one.startsWith(symbol)));
      }
      expect(names(told(again[index] ?? expect.fail())).sort()).toEqual(heard.slice(-2).sort());
    }
    await third.gateway.stop();
    await Promise.all([log.close(), other.close()]);
  });
});
