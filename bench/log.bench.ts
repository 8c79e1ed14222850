import { createRedisLog, type Log } from '@marketgraph/bus';
import { systemClock } from '@marketgraph/service';
import { Redis } from 'ioredis';
import { barsOf } from './catalogue.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { startBenchPostgres } from './frame/bench-postgres.ts';
import { startBenchRedis } from './frame/bench-redis.ts';
import { type Arm, runPaired } from './frame/paired.ts';
import { pricesOf, tickOf } from './log/price-entries.ts';

/**
 * Of each entry: what the shipped ingest makes of 500 equally active symbols when the feed is faster than the log, so that its gathering
 * (10,000 trades at most) is full. With fewer waiting an entry carries less, and the log has time to spare.
 */
const TRADES_PER_ENTRY = 20;
const PER_READ = 500;

/** Trades through a consumer group, handled and acknowledged: the shipped log, parsed and checked, against strings that are dropped. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const redis = await startBenchRedis(context);
    const postgres = await startBenchPostgres(context);
    const trades = quick ? 20_000 : 100_000;
    const anchor = bareLoop(context, redis.url, trades);
    const shipped = (perEntry: number) => shippedLog(context, { redisUrl: redis.url, databaseUrl: postgres.url }, trades, perEntry);
    const bars = barsOf('log');
    const rounds = quick ? 2 : 7;
    const processes = () => ({ redis: [redis.pid] });
    const run = (candidate: Arm, controlRounds: number) => runPaired({ anchor, candidate, bars, rounds, controlRounds, processes, tell });
    const paired = await run(shipped(TRADES_PER_ENTRY), rounds);
    const single = await run(shipped(1), 1);
    const ten = await run(shipped(10), 1);
    const absolute = {
      ...paired.absolute,
      tradesPerEntry: TRADES_PER_ENTRY,
      timesWithOneTradePerEntry: single.figures[0]?.median ?? 0,
      timesWithTenTradesPerEntry: ten.figures[0]?.median ?? 0,
      ...named('single', single.absolute),
    };
    return { ...paired, absolute, settings: { ...redis.settings, ...postgres.settings } };
  },
};

function named(prefix: string, figures: Readonly<Record<string, number>>): Record<string, number> {
  const own = Object.entries(figures).filter(([name]) => name.startsWith('candidate'));
  return Object.fromEntries(own.map(([name, value]) => [name.replace('candidate', prefix), value]));
}

/** What a careful program without this product does: 500 entries per read, one acknowledgement for all of them. */
function bareLoop({ atEnd }: BenchContext, url: string, trades: number): Arm {
  const client = new Redis(url);
  atEnd(() => client.disconnect());
  const [stream, group] = ['bare', 'recorder'];
  return {
    name: 'bare ioredis',
    async before() {
      await client.del(stream);
      await client.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
      for (let from = 0; from < trades; from += 1_000) {
        const pipeline = client.pipeline();
        for (let number = from; number < Math.min(trades, from + 1_000); number++) pipeline.xadd(stream, '*', 'trade', tickOf(number));
        await pipeline.exec();
      }
    },
    async run() {
      let handled = 0;
      while (handled < trades) {
        const reply = await client.xreadgroup('GROUP', group, 'one', 'COUNT', PER_READ, 'STREAMS', stream, '>');
        const entries = ((reply as [string, [string, string[]][]][] | null)?.[0]?.[1] ?? []) as [string, string[]][];
        if (entries.length === 0) throw new Error('Entries are missing.');
        await client.xack(stream, group, ...entries.map(([id]) => id));
        handled += entries.length;
      }
      return { operations: handled };
    },
    async after() {
      const left = await client.xpending(stream, group);
      if (left[0] !== 0) throw new Error(`${left[0]} entries were not acknowledged.`);
    },
  };
}

function shippedLog(
  { atEnd, logger }: BenchContext,
  place: { redisUrl: string; databaseUrl: string },
  trades: number,
  perEntry: number,
): Arm {
  let log: Log | null = null;
  let turn = 0;
  const close = async () => {
    await log?.close();
    log = null;
  };
  atEnd(close);
  return {
    name: `shipped log, ${perEntry} per entry`,
    async before() {
      log = await createRedisLog({ ...place, prefix: `bench-${perEntry}-${turn++}`, clock: systemClock, logger });
      for (let from = 0; from < trades; from += 1_000 * perEntry)
        await log.append(pricesOf(from, Math.min(trades - from, 1_000 * perEntry), perEntry));
    },
    async run() {
      if (!log) throw new Error('The log is not open.');
      return { operations: await consumeAll(log, trades) };
    },
    async after() {
      if (!log) return;
      const [head, committed] = [await log.head(), await log.committed(['recorder'])];
      if (head.positions.join() !== committed.positions.join()) throw new Error('Entries were not acknowledged.');
      await log.trim(systemClock.now() + 1);
      await close();
    },
  };
}

/** From joining the group to the last acknowledgement: `stop` returns when Redis has it. Every key is looked at. */
async function consumeAll(log: Log, trades: number): Promise<number> {
  const done = Promise.withResolvers<void>();
  let handled = 0;
  let sum = 0;
  const consumption = log.consume({
    group: 'recorder',
    maxEntries: PER_READ,
    async handle({ events }) {
      for (const { event } of events) {
        if (event.type !== 'PricesReceived') continue;
        for (const key of event.payload.trades.key) sum += key;
        handled += event.payload.trades.key.length;
      }
      if (handled >= trades) done.resolve();
    },
  });
  await done.promise;
  await consumption.stop();
  if (sum !== (trades * (trades - 1)) / 2) throw new Error('Trades were lost or handled twice.');
  return handled;
}
