import type { Bench, Measurement } from './frame/bench.ts';
import { startBenchPostgres } from './frame/bench-postgres.ts';
import { startBenchRedis } from './frame/bench-redis.ts';
import { median } from './frame/statistics.ts';
import { type Place, runSession, type SessionRun } from './pipeline/run-session.ts';

const SYMBOLS = 500;
const SEED = 20_261_121;
/** The average of all US stocks. */
const ANCHOR = 2_000;
const RATES = [ANCHOR, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 75_000, 100_000];
/** So often in a row a rate has to hold. */
const ROUNDS = 3;

/** Open loop: the recording plays by its own clock. The highest rate at which every trade is stored and told once, and nobody is late at the end. */
export const bench: Bench = {
  async measure(context) {
    const place = { context, postgres: await startBenchPostgres(context), redis: await startBenchRedis(context) };
    const rates = context.quick ? RATES.slice(0, 1) : RATES;
    const seconds = context.quick ? 3 : 20;
    const first = await climb(place, rates, seconds);
    const { rate, runs } = await settle(
      place,
      rates.slice(0, rates.indexOf(first.rate) + 1),
      seconds,
      context.quick ? 1 : ROUNDS,
      first.run,
    );
    return measurementOf(place, rate, runs);
  },
};

async function climb(place: Place, rates: readonly number[], seconds: number): Promise<{ rate: number; run: SessionRun | null }> {
  let best: { rate: number; run: SessionRun | null } = { rate: rates[0] ?? ANCHOR, run: null };
  for (const rate of rates) {
    const run = await play(place, rate, seconds);
    if (run.fault !== null) break;
    best = { rate, run };
  }
  return best;
}

/** The highest rate that holds so often in a row. */
async function settle(place: Place, rates: readonly number[], seconds: number, rounds: number, known: SessionRun | null) {
  const first = known ? [known] : [];
  for (const rate of rates.toReversed()) {
    const runs = rate === rates.at(-1) ? [...first] : [];
    while (runs.length < rounds && runs.every(({ fault }) => fault === null)) runs.push(await play(place, rate, seconds));
    if (runs.every(({ fault }) => fault === null)) return { rate, runs };
  }
  return { rate: 0, runs: [] };
}

async function play(place: Place, perSecond: number, seconds: number): Promise<SessionRun> {
  const run = await runSession(place, { seed: SEED + perSecond, symbols: SYMBOLS, perSecond, seconds });
  place.context.tell(described(perSecond, run));
  return run;
}

function described(rate: number, { fault, lagMs, latencyMs, cpuUs }: SessionRun): string {
  const cpu = Object.entries(cpuUs).map(([name, us]) => `${name} ${us.toFixed(1)}`);
  const lag = `lag ${lagMs.subscribers} ms to subscribers, ${lagMs.postgres} ms to Postgres`;
  return `${rate}/s: ${fault ?? 'holds'}; ${lag}; p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms; us per trade: ${cpu.join(', ')}`;
}

function measurementOf({ postgres, redis }: Place, rate: number, runs: readonly SessionRun[]): Measurement {
  const ratio = rate / ANCHOR;
  const of = (read: (run: SessionRun) => number) => (runs.length > 0 ? median(runs.map(read)) : 0);
  const groups = Object.keys(runs[0]?.cpuUs ?? {});
  return {
    figures: [{ median: ratio, min: ratio, max: ratio }],
    control: null,
    rounds: runs.length,
    absolute: {
      candidatePerSecond: rate,
      lagOfSubscribersMs: of(({ lagMs }) => lagMs.subscribers),
      lagOfPostgresMs: of(({ lagMs }) => lagMs.postgres),
      p50Ms: of(({ latencyMs }) => latencyMs.p50),
      p99Ms: of(({ latencyMs }) => latencyMs.p99),
      ...Object.fromEntries(groups.map((name) => [`cpuUsOf ${name}`, of(({ cpuUs }) => cpuUs[name] ?? 0)])),
    },
    settings: { ...postgres.settings, ...redis.settings },
    conditions: { 'every trade stored once, told once, in order': rate > 0, 'less than a second behind at the end': rate > 0 },
  };
}
