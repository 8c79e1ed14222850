import { MINUTE_MS } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CandlePace } from '../../src/domain/candle-pace.ts';
import type { Trade } from '../../src/domain/price-feed.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { recordBatch } from '../../src/pipeline/record-batch.ts';
import { instrument, type MarketBench, openBench, pricesReceived } from '../market-bench.ts';

const start = Date.UTC(2026, 2, 6, 23, 50);
let bench: MarketBench;
let run = 0;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** Few keys, instants and prices, so that they meet; across a midnight, so that days and weeks do too. */
const tape = fc.uniqueArray(
  fc.record({
    key: fc.integer({ min: 1, max: 1_000 }),
    at: fc.integer({ min: 0, max: 40 * 12 }).map((step) => start + step * 5_000),
    price: fc.integer({ min: 1, max: 3_000 }).map((cents) => (cents / 100).toFixed(2)),
    size: fc.constantFrom('1', '0.5', '100', '0.00000001', '12345678901234.5'),
  }),
  { minLength: 1, maxLength: 40, selector: ({ key }) => key },
);

/** The tape as a bad line delivers it: repeated, in any order, cut into batches anywhere. */
const delivered = tape.chain((trades) =>
  fc.record({
    trades: fc.constant(trades),
    batches: fc
      .shuffledSubarray([...trades, ...trades], { minLength: trades.length })
      .map((some) => [...some, ...trades.filter((trade) => !some.includes(trade))])
      .chain((order) =>
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: order.length, maxLength: order.length }).map((sizes) => cut(order, sizes)),
      ),
  }),
);

describe('candles', () => {
  it('are those of an independent fold, however late, doubled, disordered and split the trades come', async () => {
    await fc.assert(
      fc.asyncProperty(delivered, async ({ trades, batches }) => {
        const symbol = await deliver(batches);
        for (const [interval, length] of [
          ['ONE_MINUTE', MINUTE_MS],
          ['FIFTEEN_MINUTES', 15 * MINUTE_MS],
          ['ONE_DAY', 1_440 * MINUTE_MS],
        ] as const) {
          expect(await stored(symbol, interval)).toEqual(naive(trades, length));
        }
        await expectTold(symbol);
      }),
      { numRuns: 40 },
    );
  });
});

type Tick = { key: number; at: number; price: string; size: string };

async function deliver(batches: readonly (readonly Tick[])[]): Promise<string> {
  const symbol = `X${run++}`;
  await bench.store.instruments.save([instrument(symbol, { exchange: null })]);
  const calendars = new InstrumentCalendars(bench.store.instruments);
  for (const batch of batches) {
    const trades = batch.map(
      ({ key, at, price, size }): Trade => ({ symbol, key, occurredAt: at, price, size, side: null, conditions: null }),
    );
    const event = { ...pricesReceived({ symbol, trades }), version: 1 as const, publishedAt: 0 };
    const logged = { event, place: { epoch: 'test', positions: [] }, partition: 0 };
    const { ticks } = bench.store;
    await recordBatch(
      { ticks, calendars, log: bench.log, pace: new CandlePace() },
      { events: [logged], acknowledgeIn: async () => undefined },
    );
  }
  return symbol;
}

function stored(symbol: string, interval: string) {
  return bench.rows(
    `SELECT extract(epoch FROM open_time)::float8 * 1000 AS "openTime", open, high, low, close, trim_scale(volume)::text AS volume, trade_count AS count
     FROM market.candles WHERE symbol = $1 AND "interval" = $2 ORDER BY open_time`,
    [symbol, interval],
  );
}

/** Sorts everything and walks through it: nothing of how the recorder does it. Sizes are counted in units of 1e-8. */
function naive(trades: readonly Tick[], length: number) {
  const sorted = [...trades].sort((a, b) => a.at - b.at || a.key - b.key);
  const byOpen = Map.groupBy(sorted, ({ at }) => Math.floor(at / length) * length);
  return [...byOpen].map(([openTime, group]) => {
    const prices = group.map(({ price }) => price).sort((a, b) => Number(a) - Number(b));
    const units = group.reduce(
      (sum, { size }) =>
        sum +
        BigInt(Number(size) < 1 ? Math.round(Number(size) * 1e8) : Math.round(Number(size) * 10)) * (Number(size) < 1 ? 1n : 10_000_000n),
      0n,
    );
    const text = units.toString().padStart(9, '0');
    const volume = `${text.slice(0, -8)}.${text.slice(-8)}`.replace(/\.?0+$/, '');
    return {
      openTime,
      open: group[0]?.price,
      high: prices.at(-1),
      low: prices[0],
      close: group.at(-1)?.price,
      volume,
      count: group.length,
    };
  });
}

/** What subscribers heard last of every candle is what is stored, and no revision was told closed twice. */
async function expectTold(symbol: string): Promise<void> {
  const told = await bench.candleChanges(symbol);
  const nameOf = (candle: { interval: string; openTime: number }) => `${candle.interval} ${candle.openTime}`;
  const newest = new Map(told.map((candle) => [nameOf(candle), candle]));
  const rows = await bench.rows<{ interval: string; openTime: number }>(
    `SELECT "interval", (extract(epoch FROM open_time) * 1000)::float8 AS "openTime", open, high, low, close, trade_count AS "tradeCount", closed, revision
     FROM market.candles WHERE symbol = $1`,
    [symbol],
  );
  for (const row of rows) expect(newest.get(nameOf(row))).toMatchObject(row);
  expect(newest.size).toBe(rows.length);
  const closings = told.filter(({ closed }) => closed).map((candle) => `${nameOf(candle)} ${candle.revision}`);
  expect(new Set(closings).size).toBe(closings.length);
}

function cut<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0, index = 0; from < items.length; from += sizes[index++] ?? 1)
    batches.push(items.slice(from, from + (sizes[index] ?? 1)));
  return batches;
}
