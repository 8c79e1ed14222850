import { systemClock } from '@marketgraph/service';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { reconcileAll } from '../../src/pipeline/reconcile-all.ts';
import { type ReconcilePlace, reconcileSeries, type SeriesReport } from '../../src/pipeline/reconcile-series.ts';
import { allSeries } from '../../src/storage/series-facts.ts';
import { instrument, type MarketBench, openBench, pricesReceived, quoteTick, trade } from '../market-bench.ts';

const start = Date.UTC(2013, 9, 30, 13, 30);
let bench: MarketBench;
let place: ReconcilePlace;

beforeEach(async () => {
  bench = await openBench([instrument('SPY'), instrument('EUR-USD', { assetClass: 'FOREX', exchange: null })]);
  const { database } = bench.store;
  place = { database, log: bench.log, clock: systemClock, calendars: new InstrumentCalendars(bench.store.instruments) };
});
afterEach(() => bench.close());

describe('reconciling', () => {
  it('finds no drift in what was recorded, in and out of order, and again', async () => {
    await recordDays();
    await recordDays();
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 0, start + 30 * SECOND_MS, '8', '3')] })]);
    for (const report of await reconcile()) {
      expect(report).toMatchObject({ counts: { state: 'right' }, drifts: [], unknown: 0 });
      expect(report.checked).toBeGreaterThan(100);
    }
  });

  it('finds and repairs a drift in every column of every interval and basis', async () => {
    await recordDays();
    const before = await state();
    for (const [column, value] of Object.entries(injections)) {
      const concerned = column === 'closed' ? 'WHERE closed' : '';
      const drifted = await bench.rows<{ name: string }>(
        `SELECT DISTINCT concat_ws(' ', symbol, "interval", basis) AS name FROM market.candle_rows c JOIN market.series s ON s.id = c.series ${concerned}`,
      );
      await bench.rows(`UPDATE market.candle_rows SET ${column} = ${value} ${concerned}`);
      const found = (await reconcile({ repair: true })).flatMap(({ symbol, drifts }) =>
        drifts.map(({ interval, basis, columns }) => ({ name: `${symbol} ${interval} ${basis}`, columns })),
      );
      expect(new Set(found.map(({ name }) => name)), column).toEqual(new Set(drifted.map(({ name }) => name)));
      expect(await state(), column).toEqual(before);
    }
  });

  it('adds candles that are missing and deletes those that nothing was traded in', async () => {
    await recordDays();
    const before = await state();
    await bench.rows(`DELETE FROM market.candle_rows WHERE extract(epoch FROM open_time)::bigint / 60 % 7 = 0 OR "interval" > 'ONE_HOUR'`);
    await bench.rows(
      `INSERT INTO market.candle_rows SELECT series, "interval", basis, open_time + '10 hours', close_time + '10 hours', open, high, low, close, volume,
         turnover, trade_count, closed, revision, from_bids, priced, open_at, open_key, close_at, close_key
       FROM market.candle_rows WHERE "interval" IN ('ONE_MINUTE', 'ONE_HOUR') AND closed ORDER BY open_time LIMIT 12 ON CONFLICT DO NOTHING`,
    );
    await reconcile({ repair: true });
    expect(await state()).toEqual(before);
    expect((await reconcile()).flatMap(({ drifts }) => drifts)).toEqual([]);
  });

  it('tells stored and true counts, and repairs them', async () => {
    await recordDays();
    const before = await state();
    await bench.rows(
      "UPDATE market.series SET trade_count = trade_count + 5, size_sum = 1, quote_count = 0, last_trade_at = '2030-01-01' WHERE trade_count > 0",
    );
    const [, spy] = await reconcile({ repair: true });
    expect(spy?.counts).toMatchObject({ state: 'drifted', drift: { columns: ['tradeCount', 'sizeSum', 'lastTradeAt', 'quoteCount'] } });
    expect(spy?.drifts).toEqual([]);
    expect(await state()).toEqual(before);
  });

  it('tells the repaired candles with a risen revision', async () => {
    await recordDays();
    await bench.rows(
      `UPDATE market.candle_rows SET high = 99 WHERE "interval" = 'ONE_MINUTE' AND basis = 'LAST' AND open_time = $1
       AND series = (SELECT id FROM market.series WHERE symbol = 'SPY')`,
      [new Date(start)],
    );
    const told = (await bench.candleChanges('SPY')).length;
    await reconcile({ repair: true });
    expect((await bench.candleChanges('SPY')).slice(told)).toMatchObject([
      { interval: 'ONE_MINUTE', basis: 'LAST', openTime: start, closed: true, revision: 1, high: expect.not.stringContaining('99') },
    ]);
  });

  it('compares all series that have anything new enough, one after the other', async () => {
    await recordDays();
    await bench.rows(`UPDATE market.candle_rows SET volume = volume + 1 WHERE "interval" = 'ONE_DAY' AND basis = 'ASK'`);
    const compare = async (from: number) => {
      const found: { symbol: string; drift: number }[] = [];
      const rest = () => Promise.resolve();
      for await (const { symbol, drift } of reconcileAll(place, { from, to: from + 9 * DAY_MS }, new AbortController().signal, rest)) {
        found.push({ symbol, drift });
      }
      return found;
    };
    expect(await compare(start - DAY_MS)).toEqual([
      { symbol: 'EUR-USD', drift: 3 },
      { symbol: 'SPY', drift: 3 },
    ]);
    expect(await compare(start + 4 * DAY_MS)).toEqual([]);
  });

  it('only reports without repair', async () => {
    await recordDays();
    await bench.rows('UPDATE market.candle_rows SET volume = volume + 1');
    const before = await state();
    const reports = await reconcile();
    expect(reports.every(({ drifts }) => drifts.length > 100)).toBe(true);
    expect(await state()).toEqual(before);
  });

  it('looks only at candles that open in the asked time, within a day as well', async () => {
    await recordDays();
    await bench.rows('UPDATE market.candle_rows SET volume = volume + 1');
    const range = { from: start + 40 * MINUTE_MS, to: start + 85 * MINUTE_MS };
    const found = (await reconcile(range)).flatMap(({ drifts }) => drifts);
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ openTime }) => openTime < range.from || openTime >= range.to)).toEqual([]);
    await reconcile({ ...range, repair: true });
    expect((await reconcile(range)).flatMap(({ drifts }) => drifts)).toEqual([]);
    const [first] = await bench.rows<{ drifted: boolean }>(
      `SELECT sum(volume) <> 510 AS drifted FROM market.candle_rows c JOIN market.series s ON s.id = c.series
       WHERE symbol = 'SPY' AND "interval" = 'ONE_MINUTE' AND basis = 'LAST' AND open_time = $1`,
      [new Date(start)],
    );
    expect(first).toEqual({ drifted: true });
  });

  it('puts the weeks and months right that hold a repaired minute, though they open before the asked time', async () => {
    await recordDays();
    const before = await state();
    await bench.rows('UPDATE market.candle_rows SET volume = volume + 1 WHERE open_time <= $1 AND close_time > $1', [new Date(start)]);
    await reconcile({ repair: true, from: start, to: start + MINUTE_MS });
    expect(await state()).toEqual(before);
  });

  it('finds rows of times without any tick, however long before the first one', async () => {
    await recordDays();
    const before = await state();
    for (const [interval, back] of [
      ['ONE_MONTH', '1 year'],
      ['ONE_WEEK', '25900 days'],
      ['ONE_DAY', '123 years'],
    ]) {
      await bench.rows(
        `INSERT INTO market.candle_rows SELECT series, "interval", basis, open_time - $2::interval, close_time - $2::interval, open, high, low, close, volume,
           turnover, trade_count, true, revision, from_bids, priced, open_at, open_key, close_at, close_key
         FROM market.candle_rows WHERE "interval" = $1::market.candle_interval AND basis = 'LAST' ORDER BY open_time, series LIMIT 1`,
        [interval, back],
      );
    }
    const stray = (await reconcile()).flatMap(({ drifts }) => drifts);
    expect(stray.map(({ interval, truth }) => [interval, truth]).sort()).toEqual([
      ['ONE_DAY', null],
      ['ONE_MONTH', null],
      ['ONE_WEEK', null],
    ]);
    await reconcile({ repair: true });
    expect(await state()).toEqual(before);
  });

  it('tells a drifted hour once more only in the candles that drifted too', async () => {
    await recordDays();
    await bench.rows(`UPDATE market.candle_rows SET volume = volume + 1 WHERE "interval" = 'ONE_HOUR' AND basis = 'LAST'`);
    const found = (await reconcile()).flatMap(({ drifts }) => drifts);
    expect(new Set(found.map(({ interval }) => interval))).toEqual(new Set(['ONE_HOUR']));
  });

  it('calls unknown what was made of dropped ticks, and touches none of it', async () => {
    await recordDays();
    const rows = await state();
    await bench.rows(`DELETE FROM market.tick_days; DELETE FROM market.trade_rows; DELETE FROM market.quote_rows`);
    for (const report of await reconcile({ repair: true })) {
      expect(report).toMatchObject({ counts: { state: 'unknown' }, drifts: [] });
      expect(report.unknown).toBeGreaterThan(50);
    }
    expect(await state()).toEqual(rows);
  });

  it("calls unknown a provider's bars and what holds one, and judges all the rest", async () => {
    await recordDays();
    await bench.rows(`UPDATE market.candle_rows SET high = 1000, open_key = -1 WHERE "interval" = 'ONE_DAY' AND open_time < $1`, [
      new Date(start + DAY_MS),
    ]);
    await bench.rows(`UPDATE market.candle_rows SET high = 1000 WHERE "interval" > 'ONE_DAY' AND open_time < $1`, [
      new Date(start + DAY_MS),
    ]);
    for (const report of await reconcile({ repair: true })) {
      expect(report.drifts).toEqual([]);
      expect(report.unknown).toBeGreaterThan(0);
      expect(report.checked).toBeGreaterThan(50);
    }
    await bench.rows(`UPDATE market.candle_rows SET high = 1000 WHERE "interval" = 'ONE_HOUR' AND basis = 'LAST' AND open_time < $1`, [
      new Date(start + DAY_MS),
    ]);
    expect((await reconcile()).flatMap(({ drifts }) => drifts).length).toBeGreaterThan(0);
  });

  it('makes no false drift while prices are being recorded', async () => {
    await recordDays();
    const recorder = bench.recorder({ maxEntries: 1 });
    await recorder.start();
    const append = async () => {
      for (let minute = 0; minute < 30; minute++) await bench.log.append(eventsOf(start + 3 * DAY_MS + minute * MINUTE_MS, 10));
    };
    const appended = append();
    const found: unknown[] = [];
    for (let round = 0; round < 4; round++) {
      for (const report of await reconcile({ repair: true }))
        found.push(...report.drifts, ...(report.counts.state === 'right' ? [] : [report.counts]));
    }
    await appended;
    await bench.recorded();
    await recorder.stop();
    expect(found).toEqual([]);
    expect((await reconcile()).flatMap(({ drifts }) => drifts)).toEqual([]);
  });

  it('repairs while prices are being recorded, and loses none of them', async () => {
    await recordDays();
    const recorder = bench.recorder({ maxEntries: 1 });
    await recorder.start();
    const appended = (async () => {
      for (let minute = 0; minute < 20; minute++) await bench.log.append(eventsOf(start + 3 * DAY_MS + minute * MINUTE_MS, 10));
    })();
    for (let round = 0; round < 3; round++) {
      await bench.store.database.transaction(async (sql) => {
        await sql.query('SELECT FROM market.series ORDER BY id FOR NO KEY UPDATE');
        await sql.query('UPDATE market.candle_rows SET volume = volume + 7, high = high + 1');
        await sql.query('UPDATE market.series SET trade_count = trade_count + 7');
      });
      await reconcile({ repair: true });
    }
    await appended;
    await bench.recorded();
    await recorder.stop();
    await reconcile({ repair: true });
    for (const report of await reconcile()) expect(report).toMatchObject({ counts: { state: 'right' }, drifts: [] });
  });
});

/** A wrong value for each column that follows from ticks. */
const injections = {
  open: 'open + 0.01',
  high: 'high + 1',
  low: 'low / 2',
  close: 'close + 0.01',
  volume: 'volume + 1',
  turnover: 'turnover * 2 + 1',
  trade_count: 'trade_count + 1',
  close_time: "close_time + interval '1 second'",
  from_bids: 'NOT from_bids',
  priced: '1 - priced',
  open_at: "open_at - interval '1 second'",
  open_key: 'open_key - 1',
  close_at: "close_at + interval '1 second'",
  close_key: 'close_key + 1',
  closed: 'false',
};

/** Everything but revisions. */
const STATE = `SELECT (SELECT json_agg(to_jsonb(c) - 'revision' ORDER BY symbol, source, basis, "interval", open_time) FROM
    (SELECT symbol, source, trim_scale(volume) AS volume, trim_scale(turnover) AS turnover, trim_scale(open) AS open, trim_scale(high) AS high, trim_scale(low) AS low,
      trim_scale(close) AS close, basis, "interval", open_time, close_time, trade_count, closed, from_bids, priced, open_at, open_key, close_at, close_key
      FROM market.candles) c) AS candles,
  (SELECT json_agg(to_jsonb(s) || jsonb_build_object('size_sum', trim_scale(size_sum)) ORDER BY id) FROM market.series s) AS series`;

async function state(): Promise<unknown> {
  return (await bench.rows(STATE))[0];
}

async function reconcile({ repair = false, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = {}): Promise<SeriesReport[]> {
  const reports: SeriesReport[] = [];
  const options = { repair, from, to, signal: new AbortController().signal };
  for (const series of await allSeries(bench.store.database.pool, null, null)) reports.push(await reconcileSeries(place, series, options));
  return reports;
}

/** Three days across the end of a month, with sale conditions, quotes and a symbol that is only quoted. */
async function recordDays(): Promise<void> {
  for (let day = 0; day < 3; day++) {
    const minutes = [0, 3, 6, 9, 12, 15, 18];
    await record(minutes.flatMap((minute) => eventsOf(start + day * DAY_MS + minute * 7 * MINUTE_MS, 10 + minute)));
  }
}

function eventsOf(at: number, price: number) {
  const places = [0, 1, 2, 3, 4];
  return [
    pricesReceived({
      symbol: 'SPY',
      trades: places.map((index) => ({
        ...trade('SPY', at + index, at + index * 11 * SECOND_MS, `${price + index * 0.25}`, `${100 + index}`),
        conditions: index % 2 === 0 ? null : 'P 20000020',
      })),
      quotes: places.map((index) => quoteTick('SPY', at + index, at + index * 10 * SECOND_MS, `${price}`, `${price + 1}`)),
    }),
    pricesReceived({
      symbol: 'EUR-USD',
      quotes: places.map((index) =>
        quoteTick('EUR-USD', at + index, at + index * 13 * SECOND_MS, `${price + 0.1 * index}`, `${price + 2}`),
      ),
    }),
  ];
}

async function record(events: Parameters<MarketBench['log']['append']>[0]): Promise<void> {
  await bench.log.append(events);
  const recorder = bench.recorder({ maxEntries: 3 });
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}
