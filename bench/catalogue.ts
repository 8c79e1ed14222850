import type { BenchEntry } from './frame/bench.ts';

const COPY = 'raw text COPY into an unindexed table';

/** Every bench with its bars. Each is `bench/NAME.bench.ts`. */
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
  {
    name: 'fan-out',
    what: "the gateway's CPU per delivered message, 1,000 sockets with ids of their own, 3 selection sets joined across subgraphs",
    against: '`ws` sending one shared buffer',
    bars: [{ metric: 'cpuUs', figure: 'share', must: 1.4, goal: 1.1 }],
  },
  {
    name: 'fan-out-stock',
    what: 'the same',
    against: 'stock graphql-ws executing per subscriber (monolithic schema)',
    bars: [{ metric: 'cpuUs', figure: 'times', must: 4, goal: 6 }],
  },
  {
    name: 'fan-out-hive',
    what: 'the same',
    against: 'Hive Gateway on the same subgraphs (its own runtime, and the one around its Rust planner)',
    bars: [
      { metric: 'cpuUs', figure: 'times', must: 50, goal: 100 },
      { metric: 'cpuUs', figure: 'times', must: 20, goal: 30 },
    ],
  },
  {
    name: 'burst',
    what: '10 events due at once (server CPU per delivered message)',
    against: '`ws` without coalescing',
    bars: [{ metric: 'cpuUs', figure: 'times', must: 4, goal: 6 }],
  },
  {
    name: 'selections',
    what: '10 selection sets, and 1,000 different watchlists (server CPU per delivered message)',
    against: 'one selection set, and equal watchlists',
    bars: [
      { metric: 'cpuUs', figure: 'share', must: 1.25, goal: 1.1 },
      { metric: 'cpuUs', figure: 'share', must: 1.25, goal: 1.1 },
    ],
  },
  {
    name: 'latency',
    what: 'added over the log, 1,000 sockets at 20 events/s (p99)',
    against: '`ws` broadcast in the same run',
    bars: [{ metric: 'p99Ms', figure: 'share', must: 1.25, goal: 1 }],
  },
  {
    name: 'stalled',
    what: '50 of 1,000 stop reading for 30 s: p99 of the others, bytes queued for each of the 50',
    against: 'the same without them',
    bars: [
      { metric: 'p99Ms', figure: 'share', must: 1.3, goal: 1.1 },
      { metric: 'bytes', figure: 'value', must: 65_536, goal: 65_536 },
    ],
  },
  {
    name: 'idle-memory',
    what: 'memory per idle subscriber',
    against: 'bare `ws`',
    bars: [{ metric: 'bytes', figure: 'share', must: 3, goal: 1.5 }],
  },
  {
    name: 'storm',
    what: 'server CPU per connect, init and subscribe; 1,000 with cursors until all have caught up',
    against: 'bare `ws`',
    bars: [
      { metric: 'cpuUs', figure: 'share', must: 2, goal: 1.6 },
      { metric: 'seconds', figure: 'value', must: 5, goal: 2 },
    ],
  },
  {
    name: 'query',
    what: 'queries over HTTP subgraphs, random variables, 4 shapes, answers of 1 kB and of 60 kB (requests/s and CPU of each size)',
    against: 'stock @apollo/gateway',
    bars: [
      { metric: 'wallUs', figure: 'times', must: 4, goal: 8 },
      { metric: 'cpuUs', figure: 'times', must: 4, goal: 8 },
      { metric: 'wallUs', figure: 'times', must: 4, goal: 8 },
      { metric: 'cpuUs', figure: 'times', must: 4, goal: 8 },
    ],
  },
  {
    name: 'query-hive',
    what: 'the same (requests/s of each size)',
    against: 'Hive Gateway with --jit, and with its Rust planner',
    bars: [
      { metric: 'wallUs', figure: 'times', must: 2.5, goal: 3.5 },
      { metric: 'wallUs', figure: 'times', must: 2.5, goal: 3.5 },
      { metric: 'wallUs', figure: 'times', must: 1.1, goal: 1.5 },
      { metric: 'wallUs', figure: 'times', must: 1.1, goal: 1.5 },
    ],
  },
  {
    name: 'query-embedded',
    what: 'the same with subgraphs in the process of the gateway (requests/s of each size)',
    against: 'stock @apollo/gateway over HTTP',
    bars: [
      { metric: 'wallUs', figure: 'times', must: 4, goal: 10 },
      { metric: 'wallUs', figure: 'times', must: 4, goal: 10 },
    ],
  },
  {
    name: 'cold-start',
    what: 'the shipped gateway process, to the first answer out of three subgraphs',
    against: 'stock @apollo/gateway',
    bars: [{ metric: 'wallUs', figure: 'share', must: 1, goal: 0.7 }],
  },
  {
    name: 'hostile',
    what: 'the most expensive query that the limits admit; p99 of a normal query while 50/s of it arrive',
    against: 'the same gateway idle',
    bars: [
      { metric: 'p50Ms', figure: 'value', must: 250, goal: 100 },
      { metric: 'p99Ms', figure: 'share', must: 2, goal: 1.5 },
    ],
  },
];

export function barsOf(name: string): BenchEntry['bars'] {
  const entry = catalogue.find((known) => known.name === name);
  if (!entry) throw new Error(`No bench is called ${name}.`);
  return entry.bars;
}
