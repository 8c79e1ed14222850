import { silentLogger } from '@marketgraph/service';
import { DAY_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { recordTicks } from '../../src/pipeline/record-ticks.ts';
import { type MarketStore, openMarketStore } from '../../src/storage/open-market-store.ts';
import { emptyQuoteTicks, emptyTrades, type TickBatch } from '../../src/storage/tick-batch.ts';
import { writeTicks } from '../../src/storage/tick-writer.ts';
import { type MarketBench, openBench } from '../market-bench.ts';

const day = Date.UTC(2026, 0, 5);
let bench: MarketBench;
/** As another process has it: with a memory of its own. */
let other: MarketStore;

beforeEach(async () => {
  bench = await openBench();
  other = await openMarketStore({ url: bench.url, logger: silentLogger });
});
afterEach(async () => {
  await other.close();
  await bench.close();
});

describe('the writer of ticks', () => {
  it('writes each trade of a batch once, and a key again where the time is another', async () => {
    const isNew = await writeTicks(bench.store.ticks, batch([1, day], [2, day], [1, day], [1, day + 1]));
    expect(isNew.trades).toEqual([0, 1, 3]);
    expect(await trades()).toBe(3);
  });

  it('knows what it has written itself', async () => {
    await writeTicks(bench.store.ticks, batch([1, day], [2, day]));
    const isNew = await writeTicks(bench.store.ticks, batch([2, day], [3, day], [1, day]));
    expect(isNew.trades).toEqual([1]);
    expect(await trades()).toBe(3);
  });

  it('passes over what another process wrote, again and again', async () => {
    await writeTicks(other.ticks, batch([1, day], [2, day], [3, day]));
    expect((await writeTicks(bench.store.ticks, batch([4, day], [2, day]))).trades).toEqual([0]);
    expect((await writeTicks(bench.store.ticks, batch([3, day], [1, day], [5, day]))).trades).toEqual([2]);
    expect((await writeTicks(bench.store.ticks, batch([6, day]))).trades).toEqual([0]);
    expect(await trades()).toBe(6);
  });

  it('writes quote ticks beside trades, and passes over those that are stored as well', async () => {
    await writeTicks(other.ticks, { ...batch([1, day]), quotes: quotes([1, day]) });
    const isNew = await writeTicks(bench.store.ticks, { ...batch([2, day]), quotes: quotes([1, day], [2, day]) });
    expect(isNew).toEqual({ trades: [0], quotes: [1] });
    expect(await bench.rows('SELECT quote_key::int AS key, bid, ask FROM market.quote_ticks ORDER BY 1')).toEqual([
      { key: 1, bid: '9.5', ask: '10.25' },
      { key: 2, bid: '9.5', ask: '10.25' },
    ]);
  });

  it('writes ticks of several days at once', async () => {
    await writeTicks(bench.store.ticks, batch([1, day], [2, day + DAY_MS], [3, day - 1]));
    expect(await trades()).toBe(3);
  });

  it('makes a partition again that was dropped since it was last seen', async () => {
    await writeTicks(bench.store.ticks, batch([1, day]));
    await bench.rows('DROP TABLE market.trade_rows_20260105');
    await writeTicks(bench.store.ticks, batch([2, day]));
    await bench.rows('DROP TABLE market.trade_rows_20260105');
    await writeTicks(other.ticks, batch([2, day], [3, day + DAY_MS]));
    await writeTicks(bench.store.ticks, batch([4, day], [5, day + DAY_MS]));
    expect(await trades()).toBe(4);
  });

  it('forgets a batch that was not committed', async () => {
    const failing = bench.store.ticks.write(batch([1, day]), async ({ write }) => {
      await write((isNew) => isNew);
      throw new Error('the counts could not be written');
    });
    await expect(failing).rejects.toThrow('the counts could not be written');
    expect((await writeTicks(bench.store.ticks, batch([1, day]))).trades).toEqual([0]);
    expect(await trades()).toBe(1);
  });

  it('counts each trade once while two processes write the same ones in opposite order', async () => {
    const symbols = ['A', 'B', 'C', 'D', 'E', 'F'];
    const rounds = Array.from({ length: 12 }, (_, round) => batchOf(symbols, [round * 3, round * 3 + 1, round * 3 + 2]));
    const backwards = rounds.map(({ trades: columns }) => reversed(symbols, columns));
    const place = (store: MarketStore) => ({ ticks: store.ticks, calendars: new InstrumentCalendars(store.instruments) });
    const [one, two] = [place(bench.store), place(other)];
    await Promise.all(
      [...rounds.map((round) => [one, round] as const), ...backwards.map((round) => [two, round] as const)].map(([at, round]) =>
        recordTicks(at, round),
      ),
    );
    expect(await trades()).toBe(12 * 3 * 6);
    const counted = await bench.rows(`SELECT symbol, trade_count::int AS trades, size_sum::text AS sizes,
      (SELECT sum(trade_count)::int FROM market.candles c WHERE c.symbol = s.symbol AND "interval" = 'ONE_MINUTE') AS minutes,
      (SELECT sum(trade_count)::int FROM market.candles c WHERE c.symbol = s.symbol AND "interval" = 'ONE_DAY') AS days
      FROM market.series s ORDER BY symbol`);
    expect(counted).toEqual(symbols.map((symbol) => ({ symbol, trades: 36, sizes: '72', minutes: 36, days: 36 })));
  });
});

type Named = readonly [key: number, at: number];

function batch(...named: Named[]): TickBatch {
  const columns = emptyTrades();
  for (const [key, at] of named) addTrade(columns, 0, key, at);
  return { series: [{ symbol: 'SPY', source: 'test', provenance: 'LIVE' }], trades: columns, quotes: emptyQuoteTicks() };
}

function quotes(...named: Named[]): TickBatch['quotes'] {
  const columns = emptyQuoteTicks();
  for (const [key, at] of named) {
    columns.of.push(0);
    columns.key.push(key);
    columns.occurredAt.push(at);
    columns.receivedAt.push(at);
    columns.bid.push('9.5');
    columns.ask.push('10.25');
  }
  return columns;
}

/** Each key for every symbol, minutes apart. */
function batchOf(symbols: readonly string[], keys: readonly number[]): TickBatch {
  const columns = emptyTrades();
  for (const key of keys) for (const of of symbols.keys()) addTrade(columns, of, key, day + key * MINUTE_MS);
  return { series: seriesOf(symbols), trades: columns, quotes: emptyQuoteTicks() };
}

function reversed(symbols: readonly string[], columns: TickBatch['trades']): TickBatch {
  const trades = emptyTrades();
  for (const place of [...columns.key.keys()].reverse()) {
    addTrade(trades, columns.of[place] ?? 0, columns.key[place] ?? 0, columns.occurredAt[place] ?? 0);
  }
  return { series: seriesOf(symbols), trades, quotes: emptyQuoteTicks() };
}

function seriesOf(symbols: readonly string[]): TickBatch['series'] {
  return symbols.map((symbol) => ({ symbol, source: 'test', provenance: 'LIVE' }));
}

function addTrade(columns: TickBatch['trades'], of: number, key: number, at: number): void {
  columns.of.push(of);
  columns.key.push(key);
  columns.occurredAt.push(at);
  columns.receivedAt.push(at);
  columns.price.push('10.5');
  columns.size.push('2');
  columns.side.push(null);
  columns.conditions.push(null);
}

async function trades(): Promise<number> {
  const [row] = await bench.rows<{ count: number }>('SELECT count(*)::int AS count FROM market.trades');
  return row?.count ?? 0;
}
