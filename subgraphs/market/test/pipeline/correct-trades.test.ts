import type { CorrectionColumns } from '@marketgraph/events';
import { silentLogger } from '@marketgraph/service';
import { DAY_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropTicksBefore } from '../../src/jobs/drop-old-ticks.ts';
import { instrument, type MarketBench, openBench, pricesReceived, quoteTick, trade } from '../market-bench.ts';

const minute = Date.UTC(2013, 9, 7, 14, 30);
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('SPY')]);
});
afterEach(() => bench.close());

const open = trade('SPY', 1, minute + 1_000, '11', '10');
const high = trade('SPY', 2, minute + 2_000, '19', '20');
const close = trade('SPY', 3, minute + 3_000, '12', '30');
const other = trade('SPY', 4, minute + 2 * MINUTE_MS, '13', '40');

interface Correction {
  key: number;
  of: { key: number; occurredAt: number };
  right?: { price: string; size: string };
}

function corrected(...corrections: Correction[]) {
  const event = pricesReceived({ symbol: 'SPY', quotes: [quoteTick('SPY', 1, minute, '1', '2')] });
  const columns: CorrectionColumns = {
    key: corrections.map(({ key }) => key),
    tradeKey: corrections.map(({ of }) => of.key),
    tradeAt: corrections.map(({ of }) => of.occurredAt),
    kind: corrections.map(({ right }) => (right ? 'CORRECT' : 'CANCEL')),
    price: corrections.map(({ right }) => right?.price ?? null),
    size: corrections.map(({ right }) => right?.size ?? null),
  };
  const quotes = { key: [], bid: [], ask: [], occurredAt: [] };
  return { ...event, payload: { ...event.payload, quotes, corrections: columns } };
}

const told = (...trades: (typeof open)[]) => pricesReceived({ symbol: 'SPY', trades });

it('a cancel of the trade that opened, closed or was highest leaves the candles of the others', async () => {
  await record([told(open, high, close, other)]);
  await record([corrected({ key: 1, of: high })]);
  expect(await candle('ONE_MINUTE')).toEqual({ open: '11', high: '12', low: '11', close: '12', volume: '40', trades: 2, revision: 1 });
  await record([corrected({ key: 2, of: open })]);
  expect(await candle('ONE_MINUTE')).toEqual({ open: '12', high: '12', low: '12', close: '12', volume: '30', trades: 1, revision: 2 });
  expect(await candle('ONE_DAY')).toMatchObject({ open: '12', high: '13', close: '13', volume: '70', trades: 2, revision: 0 });
  await record([corrected({ key: 3, of: other })]);
  expect(await candle('ONE_DAY')).toMatchObject({ open: '12', high: '12', close: '12', volume: '30', trades: 1 });
  expect(await counts()).toEqual({ trades: 1, sizes: '30', last: close.occurredAt, waiting: 0 });
});

it('a correction changes price and size where they count', async () => {
  await record([told(open, high, close, other)]);
  await record([corrected({ key: 1, of: high, right: { price: '9.50', size: '7' } })]);
  expect(await candle('ONE_MINUTE')).toEqual({ open: '11', high: '12', low: '9.50', close: '12', volume: '47', trades: 3, revision: 1 });
  expect(await counts()).toMatchObject({ trades: 4, sizes: '87' });
  const rows = await bench.rows('SELECT price::text, size::text, revision FROM market.trades WHERE trade_key = 2');
  expect(rows).toEqual([{ price: '9.50', size: '7', revision: 1 }]);
});

it('a correction that comes again, alone or with its trade, changes nothing more', async () => {
  const correction = corrected({ key: 1, of: high }, { key: 2, of: open, right: { price: '10', size: '1' } });
  await record([told(open, high, close, other), correction]);
  const before = [await candle('ONE_MINUTE'), await candle('ONE_MONTH'), await counts()];
  await record([correction, told(high, open), correction]);
  expect([await candle('ONE_MINUTE'), await candle('ONE_MONTH'), await counts()]).toEqual(before);
});

it('a correction waits for its trade', async () => {
  await record([told(open)]);
  await record([corrected({ key: 1, of: high })]);
  expect(await counts()).toMatchObject({ trades: 1, sizes: '10', waiting: 1 });
  await record([told(high, close)]);
  expect(await counts()).toMatchObject({ trades: 2, sizes: '40', waiting: 0 });
  expect(await candle('ONE_MINUTE')).toMatchObject({ high: '12', volume: '40', trades: 2 });
});

it('of the corrections of one trade that with the greatest key holds, in whatever order they come', async () => {
  await record([told(open, high, close, other)]);
  await record([corrected({ key: 3, of: high, right: { price: '15', size: '5' } })]);
  await record([corrected({ key: 2, of: high })]);
  expect(await candle('ONE_MINUTE')).toMatchObject({ high: '15', volume: '45', trades: 3 });
  await record([corrected({ key: 4, of: high })]);
  expect(await candle('ONE_MINUTE')).toMatchObject({ high: '12', volume: '40', trades: 2 });
  expect(await counts()).toMatchObject({ trades: 3, sizes: '80' });
});

it('a correction goes with the ticks of its day, also one that waits', async () => {
  const live = <E extends ReturnType<typeof told>>(event: E) => ({ ...event, payload: { ...event.payload, provenance: 'LIVE' as const } });
  await record([live(told(open, close)), live(corrected({ key: 1, of: high }, { key: 2, of: open }))]);
  expect(await counts()).toMatchObject({ trades: 1, waiting: 1 });
  await dropTicksBefore({ database: bench.store.database, logger: silentLogger }, minute + 5 * DAY_MS);
  expect(await counts()).toMatchObject({ trades: 1, waiting: 0 });
  expect(await bench.rows('SELECT 1 FROM market.trade_corrections')).toEqual([]);
});

it('corrections on both sides of a midnight meet in the candle of four hours that holds both', async () => {
  // Midnight in New York in winter is 05:00 UTC, within the four hours from 04:00.
  const midnight = Date.UTC(2026, 0, 7, 5);
  const [before, after] = [trade('SPY', 1, midnight - 1, '30', '1'), trade('SPY', 2, midnight, '31', '1')];
  await record([told(before, after, trade('SPY', 3, midnight + MINUTE_MS, '12', '1'))]);
  await record([corrected({ key: 1, of: before }, { key: 2, of: after, right: { price: '11', size: '2' } })]);
  expect(await candle('FOUR_HOURS')).toMatchObject({ open: '11', high: '12', volume: '3', trades: 2 });
});

it('volume without prices stays in the weeks and months that are made anew while its hour forms', async () => {
  const formT = { ...trade('SPY', 8, minute - 5 * MINUTE_MS, '11', '500'), conditions: 'P 2000' };
  await record([told(open)]);
  await record([told(formT, trade('SPY', 9, minute - 4 * 60 * MINUTE_MS, '10', '3'))]);
  await record([corrected({ key: 1, of: { key: 9, occurredAt: minute - 4 * 60 * MINUTE_MS } })]);
  for (const interval of ['ONE_DAY', 'ONE_WEEK', 'ONE_MONTH']) {
    expect(await candle(interval)).toMatchObject({ open: '11', close: '11', volume: '510', trades: 2 });
  }
});

it('the revised candles are told once they are committed', async () => {
  await record([told(open, high, close, other)]);
  const before = (await bench.candleChanges()).length;
  await record([corrected({ key: 1, of: high })]);
  const changes = (await bench.candleChanges()).slice(before);
  expect(changes.find(({ interval }) => interval === 'ONE_MINUTE')).toMatchObject({ high: '12', volume: '40', closed: true, revision: 1 });
  expect(changes.find(({ interval }) => interval === 'ONE_HOUR')).toMatchObject({ high: '13', volume: '80', closed: false });
});

it('a candle whose only trade is cancelled is there no more', async () => {
  await record([told(open, other)]);
  await record([corrected({ key: 1, of: open })]);
  expect(await candle('ONE_MINUTE')).toMatchObject({ open: '13', volume: '40' });
  expect(await candle('ONE_DAY')).toMatchObject({ open: '13', low: '13', volume: '40', trades: 1 });
});

async function record(events: Parameters<MarketBench['log']['append']>[0]): Promise<void> {
  await bench.log.append(events);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}

/** The oldest of an interval, as readers see it. */
async function candle(interval: string): Promise<unknown> {
  const [row] = await bench.rows(
    `SELECT open::text, high::text, low::text, close::text, volume::text, trade_count AS trades, revision FROM market.candles
     WHERE "interval" = $1 AND basis = 'LAST' ORDER BY open_time LIMIT 1`,
    [interval],
  );
  return row;
}

async function counts(): Promise<unknown> {
  const [row] = await bench.rows(
    `SELECT trade_count::int AS trades, size_sum::text AS sizes, (extract(epoch FROM last_trade_at) * 1000)::float8 AS last,
       corrections_waiting AS waiting FROM market.series`,
  );
  return row;
}
