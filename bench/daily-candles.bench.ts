import { readCandles } from '@marketgraph/market/storage/candle-reader';
import { barsOf } from './catalogue.ts';
import type { Bench } from './frame/bench.ts';
import { startBenchPostgres } from './frame/bench-postgres.ts';
import { type Arm, runPaired } from './frame/paired.ts';
import { seededRandom } from './frame/statistics.ts';
import { fillTrades } from './history/fill-trades.ts';
import { fillTable, SOURCE, type StoredMarket, storedMarket, timeEach } from './history/stored-market.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2024, 0, 1);
const SYMBOLS = ['AAA', 'BBB'];
const YEAR = 365;

interface Day {
  readonly at: number;
  readonly prices: string;
}

/** A year of days out of its candles, against the same out of two million trades. Both begin on any day of the first weeks. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const year = quick ? 40 : YEAR;
    const [days, perDay] = [year + 20, quick ? 1_000 : 5_500];
    const postgres = await startBenchPostgres(context);
    const market = await storedMarket(context, postgres, 'daily', SYMBOLS);
    tell(`storing ${days * perDay * SYMBOLS.length} trades of ${days} days ...`);
    await fillTrades(market, { firstDay: FIRST_DAY, days, perDay });
    await fillTable(market, 'market.candle_rows', DAYS);
    const placeOf = (input: number) => {
      const random = seededRandom(input + 1);
      const from = FIRST_DAY + Math.floor(random() * 20) * DAY_MS;
      return { place: Math.floor(random() * SYMBOLS.length), from, to: from + year * DAY_MS };
    };
    const anchor: Arm = {
      name: 'trades on the fly',
      async run(input) {
        const { latenciesMs, answers } = await timeEach(1, () => aggregate(market, placeOf(input)));
        return { operations: 1, latenciesMs, answer: answers[0] };
      },
    };
    const candidate: Arm = {
      name: 'daily candles',
      async run(input) {
        const questions = quick ? 10 : 50;
        const { latenciesMs, answers } = await timeEach(questions, () => readDays(market, { ...placeOf(input), limit: year }));
        return { operations: questions, latenciesMs, answer: answers[0] };
      },
    };
    const rounds = quick ? 2 : 5;
    const processes = () => ({ postgres: postgres.pids() });
    const bars = barsOf('daily-candles');
    const paired = await runPaired({ anchor, candidate, bars, rounds, controlRounds: rounds, processes, tell });
    return { ...paired, absolute: { ...paired.absolute, trades: days * perDay * SYMBOLS.length }, settings: postgres.settings };
  },
};

interface Place {
  readonly place: number;
  readonly from: number;
  readonly to: number;
}

async function readDays({ sql }: StoredMarket, { place, from, to, limit }: Place & { limit: number }): Promise<Day[]> {
  const symbol = SYMBOLS[place] ?? '';
  const query = { symbol, source: SOURCE, basis: 'LAST', interval: 'ONE_DAY', from, to, limit, end: 'newest' } as const;
  const candles = await readCandles(sql, query);
  return candles.map(({ openTime, open, high, low, close, volume, tradeCount }) => ({
    at: openTime,
    prices: [open, high, low, close, volume, tradeCount].join(' '),
  }));
}

/** Trades come out of their index in order: that is the best that can be done without candles. */
async function aggregate({ series, sql }: StoredMarket, { place, from, to }: Place): Promise<Day[]> {
  const { rows } = await sql.query(
    `SELECT date_part('epoch', day) * 1000 AS at, concat_ws(' ', prices[1], high, low, prices[count], volume, count) AS prices
     FROM (SELECT date_bin('1 day', occurred_at, '2024-01-01') AS day, array_agg(price ORDER BY occurred_at, trade_key) AS prices,
         max(price) AS high, min(price) AS low, sum(size) AS volume, count(*)::integer AS count
       FROM market.trade_rows WHERE series = $1 AND occurred_at >= to_timestamp($2::double precision / 1000)
         AND occurred_at < to_timestamp($3::double precision / 1000) GROUP BY 1) AS days ORDER BY day`,
    [series[place], from, to],
  );
  return rows as Day[];
}

const DAYS = `INSERT INTO market.candle_rows (series, "interval", basis, open_time, close_time, open, high, low, close, volume, turnover,
    trade_count, closed, open_at, open_key, close_at, close_key)
  SELECT series, width, 'LAST', bin, bin + span, prices[1], high, low, prices[count], volume, turnover, count, true, bin, 1, bin + span, 9
  FROM (SELECT series, width, span, date_bin(span, occurred_at, '2024-01-01') AS bin, array_agg(price ORDER BY occurred_at, trade_key) AS prices,
      max(price) AS high, min(price) AS low, sum(size) AS volume, sum(price * size) AS turnover, count(*)::integer AS count
    FROM market.trade_rows
    CROSS JOIN (VALUES ('ONE_HOUR'::market.candle_interval, interval '1 hour'), ('ONE_DAY', interval '1 day')) AS widths(width, span)
    GROUP BY 1, 2, 3, 4) AS bins`;
