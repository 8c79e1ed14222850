import { silentLogger } from '@marketgraph/service';
import { DAY_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropTicksBefore } from '../../src/jobs/drop-old-ticks.ts';
import { dropDay, expiredDays } from '../../src/storage/day-partitions.ts';
import { tickDays } from '../../src/storage/tick-folds.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';

const day = Date.UTC(2026, 0, 5);
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('SPY')]);
});
afterEach(() => bench.close());

describe('tick retention', () => {
  it('drops days that are too old and keeps their candles and counts', async () => {
    await record('SIMULATED', [day, day + DAY_MS, day + 2 * DAY_MS]);
    await dropTicksBefore({ database: bench.store.database, logger: silentLogger }, day + 2 * DAY_MS);
    expect(await days()).toEqual(['2026-01-07']);
    expect(await bench.rows(`SELECT to_regclass('market.trade_rows_20260105') AS partition`)).toEqual([{ partition: null }]);
    expect(await bench.rows(`SELECT count(*)::int AS candles FROM market.candles WHERE "interval" = 'ONE_DAY'`)).toEqual([{ candles: 3 }]);
    expect(await bench.rows('SELECT trade_count::int AS trades FROM market.series')).toEqual([{ trades: 3 }]);
  });

  it('spares recordings, also on a day that they share with a live feed', async () => {
    await record('REPLAYED', [day, day + DAY_MS]);
    await record('LIVE', [day]);
    await dropTicksBefore({ database: bench.store.database, logger: silentLogger }, day + 5 * DAY_MS);
    expect(await bench.rows('SELECT source, count(*)::int AS trades FROM market.trades GROUP BY 1')).toEqual([
      { source: 'REPLAYED', trades: 2 },
    ]);
  });

  it('notes a day as dropped for all of its sources at once: their ticks go with its partitions', async () => {
    await record('LIVE', [day]);
    await record('SIMULATED', [day]);
    const [first] = await expiredDays(bench.store.database.pool, day + 5 * DAY_MS);
    // A process that ends here has dropped the ticks of both.
    await bench.store.database.transaction(async (sql) => first && dropDay(sql, first));
    for (const source of ['LIVE', 'SIMULATED']) {
      expect((await tickDays(bench.store.database.pool, [source], { from: day, to: day + DAY_MS })).isKept(source, day)).toBe(false);
    }
  });

  it('drops what comes later for a day that a recording shares', async () => {
    const recorder = bench.recorder();
    await recorder.start();
    await append('REPLAYED', [day]);
    await append('LIVE', [day]);
    await bench.recorded();
    await dropTicksBefore({ database: bench.store.database, logger: silentLogger }, day + 5 * DAY_MS);
    await append('LIVE', [day + 1]);
    await bench.recorded();
    await recorder.stop();
    await dropTicksBefore({ database: bench.store.database, logger: silentLogger }, day + 5 * DAY_MS);
    expect(await bench.rows('SELECT source FROM market.trades')).toEqual([{ source: 'REPLAYED' }]);
  });

  it('lets a trade come in for a day that was dropped', async () => {
    const recorder = bench.recorder();
    await recorder.start();
    await append('LIVE', [day]);
    await bench.recorded();
    await dropTicksBefore({ database: bench.store.database, logger: silentLogger }, day + 5 * DAY_MS);
    await append('LIVE', [day + 1]);
    await bench.recorded();
    await recorder.stop();
    expect(await days()).toEqual(['2026-01-05']);
    // It is not the whole of that day: nothing may be counted or folded anew from it.
    expect((await tickDays(bench.store.database.pool, ['LIVE'], { from: day, to: day + DAY_MS })).isKept('LIVE', day)).toBe(false);
    await dropTicksBefore({ database: bench.store.database, logger: silentLogger }, day + 5 * DAY_MS);
    expect(await days()).toEqual([]);
  });
});

describe('retention of backfilled days', () => {
  const retain = () => dropTicksBefore({ database: bench.store.database, logger: silentLogger }, day + 5 * DAY_MS);
  const kept = () => bench.rows('SELECT source, count(*)::int AS trades FROM market.trades GROUP BY 1 ORDER BY 1');

  it('spares a day of a live source of which trades were backfilled', async () => {
    await record('LIVE', [day, day + DAY_MS]);
    await record('REPLAYED', [day + 7], 'LIVE');
    await retain();
    expect(await kept()).toEqual([{ source: 'LIVE', trades: 2 }]);
    expect(await days()).toEqual(['2026-01-05']);
  });

  it('spares what is backfilled of a day after it was dropped, and never takes it for the whole of it', async () => {
    await record('LIVE', [day]);
    await retain();
    await record('REPLAYED', [day + 7], 'LIVE');
    await retain();
    expect(await kept()).toEqual([{ source: 'LIVE', trades: 1 }]);
    expect((await tickDays(bench.store.database.pool, ['LIVE'], { from: day, to: day + DAY_MS })).isKept('LIVE', day)).toBe(false);
  });

  it('spares a day that is backfilled after it was found to be too old', async () => {
    await record('LIVE', [day]);
    const [found] = await expiredDays(bench.store.database.pool, day + 5 * DAY_MS);
    await record('REPLAYED', [day + 7], 'LIVE');
    expect(await bench.store.database.transaction(async (sql) => found && dropDay(sql, found))).toBe('KEPT');
    expect(await kept()).toEqual([{ source: 'LIVE', trades: 2 }]);
  });
});

async function append(provenance: 'LIVE' | 'SIMULATED' | 'REPLAYED', instants: number[], source: string = provenance): Promise<void> {
  const trades = instants.map((at, index) => trade('SPY', index, at, '10'));
  await bench.log.append([pricesReceived({ symbol: 'SPY', source, provenance, trades })]);
}

async function record(provenance: 'LIVE' | 'SIMULATED' | 'REPLAYED', instants: number[], source: string = provenance): Promise<void> {
  await append(provenance, instants, source);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}

async function days(): Promise<string[]> {
  const rows = await bench.rows<{ day: string }>(
    "SELECT DISTINCT (occurred_at AT TIME ZONE 'UTC')::date::text AS day FROM market.trades ORDER BY 1",
  );
  return rows.map(({ day: text }) => text);
}
