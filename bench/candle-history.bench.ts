import { readCandles } from '@marketgraph/market/storage/candle-reader';
import { barsOf } from './catalogue.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { type BenchPostgres, startBenchPostgres } from './frame/bench-postgres.ts';
import { type Arm, runPaired } from './frame/paired.ts';
import { seededRandom } from './frame/statistics.ts';
import { fillTable, SOURCE, type StoredMarket, storedMarket, timeEach } from './history/stored-market.ts';

const DAY_MS = 86_400_000;
const MONTH = 30;
const FIRST_DAY = Date.UTC(2016, 0, 1);
const SYMBOLS = ['AAA', 'BBB'];
const MINUTES = 1_440;

/** Any day of ten years and any day of one month, of the same prices: every day has those of its place in the month. */
export const bench: Bench = {
  async measure(context) {
    const postgres = await startBenchPostgres(context);
    const days = context.quick ? 2 * MONTH : 122 * MONTH;
    context.tell(`storing ${days} days of minutes of ${SYMBOLS.length} symbols ...`);
    const anchor = await arm(context, postgres, 'month', MONTH);
    const candidate = await arm(context, postgres, 'years', days);
    const rounds = context.quick ? 2 : 7;
    const processes = () => ({ postgres: postgres.pids() });
    const bars = barsOf('candle-history');
    const paired = await runPaired({ anchor, candidate, bars, rounds, controlRounds: rounds, processes, tell: context.tell });
    return { ...paired, absolute: { ...paired.absolute, candidateRows: days * MINUTES * SYMBOLS.length }, settings: postgres.settings };
  },
};

async function arm(context: BenchContext, postgres: BenchPostgres, name: string, days: number): Promise<Arm> {
  const market = await storedMarket(context, postgres, name, SYMBOLS);
  await fillTable(market, 'market.candle_rows', minutesOf(market, days));
  const questions = context.quick ? 30 : 150;
  return {
    name,
    async run(input) {
      const random = seededRandom(input + 1);
      const { latenciesMs, answers } = await timeEach(questions, () => {
        const dayOfMonth = Math.floor(random() * MONTH);
        const month = Math.floor(random() * (days / MONTH));
        return readDay(market, SYMBOLS[Math.floor(random() * SYMBOLS.length)] ?? '', month * MONTH + dayOfMonth);
      });
      return { operations: questions, latenciesMs, answer: answers.map((candles) => pricesOf(candles)) };
    },
  };
}

function readDay({ sql }: StoredMarket, symbol: string, day: number) {
  const from = FIRST_DAY + day * DAY_MS;
  const query = {
    symbol,
    source: SOURCE,
    basis: 'LAST',
    interval: 'ONE_MINUTE',
    from,
    to: from + DAY_MS,
    limit: MINUTES,
    end: 'newest',
  } as const;
  return readCandles(sql, query);
}

function pricesOf(candles: Awaited<ReturnType<typeof readCandles>>): string {
  if (candles.length !== MINUTES) throw new Error(`A day has ${candles.length} minutes.`);
  return candles.map(({ open, high, low, close, volume, tradeCount }) => [open, high, low, close, volume, tradeCount].join(' ')).join();
}

/** In the order in which they close: those of one minute beside each other, as ingest leaves them. */
function minutesOf({ series }: StoredMarket, days: number): string {
  const begin = new Date(FIRST_DAY).toISOString();
  return `INSERT INTO market.candle_rows (series, "interval", basis, open_time, close_time, open, high, low, close, volume, turnover,
      trade_count, closed, open_at, open_key, close_at, close_key)
    SELECT s, 'ONE_MINUTE', 'LAST', t, t + interval '1 minute', p, p + 0.07, p - 0.05, p + 0.02, v, v * p, v % 90 + 1, true, t, 1,
      t + interval '59 seconds', 9
    FROM (SELECT timestamptz '${begin}' + n * interval '1 minute' AS t, s,
        100 + ((n % ${MONTH * MINUTES}) * 7919 % 5000)::numeric / 100 AS p, (n % ${MONTH * MINUTES}) * 31 % 5000 + 1 AS v
      FROM generate_series(0, ${days * MINUTES - 1}) AS n CROSS JOIN unnest(ARRAY[${series.join(',')}]) AS s) AS minutes`;
}
