import type { BenchEntry } from './frame/bench.ts';

const COPY = 'raw text COPY into an unindexed table';

/** The benches of issue 3 with their bars. Each is `bench/NAME.bench.ts`. */
export const catalogue: readonly BenchEntry[] = [
  {
    name: 'ingest',
    what: 'unique trades into day partitions, batches of 5,000, 5 % duplicates',
    against: COPY,
    bars: [{ metric: 'wallUs', figure: 'times', must: 0.6, goal: 0.75 }],
  },
  {
    name: 'ingest-candles',
    what: 'the same with candles in the same transaction, exactly once',
    against: COPY,
    bars: [{ metric: 'wallUs', figure: 'times', must: 0.4, goal: 0.55 }],
  },
  {
    name: 'candle-history',
    what: 'one day of minutes out of ten years (p50, p95)',
    against: 'the same out of one month',
    bars: [
      { metric: 'p50Ms', figure: 'share', must: 1.25, goal: 1.1 },
      { metric: 'p95Ms', figure: 'share', must: 1.25, goal: 1.1 },
    ],
  },
  {
    name: 'daily-candles',
    what: 'one year of daily candles (p50)',
    against: 'aggregating the trades on the fly',
    bars: [
      { metric: 'p50Ms', figure: 'times', must: 500, goal: 1_000 },
      { metric: 'p50Ms', figure: 'value', must: 5, goal: 2 },
    ],
  },
  {
    name: 'trades-page',
    what: 'a page of trades at depth 1,000,000 (p50)',
    against: 'the first page',
    bars: [{ metric: 'p50Ms', figure: 'share', must: 1.5, goal: 1.1 }],
  },
  {
    name: 'candle-series',
    what: '1,440 candles as `candleSeries` through the gateway (CPU, bytes)',
    against: 'the same as rows',
    bars: [
      { metric: 'cpuUs', figure: 'times', must: 4, goal: 7 },
      { metric: 'bytes', figure: 'share', must: 0.5, goal: 0.5 },
    ],
  },
  {
    name: 'log',
    what: 'consuming in a group and acknowledging (Redis)',
    against: 'a bare ioredis loop, 500 per read',
    bars: [{ metric: 'wallUs', figure: 'times', must: 0.8, goal: 2 }],
  },
  {
    name: 'pipeline',
    what: 'feed, Redis log, Postgres with candles, 100 subscribers of 5 of 500 symbols each: trades/s without loss, lag < 1 s',
    against: '2,000 trades/s, the average of all US stocks',
    bars: [{ metric: 'perSecond', figure: 'times', must: 10, goal: 50 }],
  },
  {
    name: 'feed-latency',
    what: 'feed to one subscriber in one process at 2,000 trades/s, added (p50, p99)',
    against: 'the log alone',
    bars: [
      { metric: 'p50Ms', figure: 'added', must: 2, goal: 1 },
      { metric: 'p99Ms', figure: 'added', must: 10, goal: 5 },
    ],
  },
  {
    name: 'memory',
    what: 'memory of one process after an hour of 2,000 trades/s',
    against: 'after ten minutes',
    bars: [{ metric: 'rssMb', figure: 'share', must: 1.05, goal: 1 }],
  },
];

export function barsOf(name: string): BenchEntry['bars'] {
  const entry = catalogue.find((known) => known.name === name);
  if (!entry) throw new Error(`No bench is called ${name}.`);
  return entry.bars;
}
