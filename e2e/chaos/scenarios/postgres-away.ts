import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../random.ts';
import { follow, judge, writeTape } from '../report/ledger-process.ts';
import { MemoryWatch } from '../report/memory.ts';
import { type Finding, say } from '../report/print.ts';
import { startChaosStack } from '../stack/chaos-stack.ts';
import { startSubscriber } from '../stack/subscriber-process.ts';
import { untilReady } from '../stack/victim.ts';
import { feeding } from './feeding.ts';
import { caughtUp, percentile } from './progress.ts';
import type { Scenario } from './scenario.ts';
import { DRAIN_BAR_MS, verdictFindings } from './verdict-findings.ts';

const LONGEST_AWAY_MS = 60_000;
const CATCH_UP_BAR_MS = 15_000;
const MEMORY_BAR_BYTES = 64 * 2 ** 20;
const LAG_METRIC = 'marketgraph_log_group_lag_ms';
const WARM_UP_MS = 5_000;

/**
 * Postgres is stopped for a minute under load: prices go on live, memory stays bounded, and afterwards all of it is stored.
 * A minute before is the control: what processes take while they warm up is not the outage's.
 */
export const postgresAway: Scenario = {
  name: 'postgres-away',
  seconds: 180,
  async run(folder, options) {
    const { trades } = await writeTape(folder, options);
    const stack = await startChaosStack(folder, new Random(options.seed));
    const memory = new MemoryWatch([stack.ingest, stack.recorder, stack.api, stack.gateway]);
    try {
      const subscriber = await startSubscriber(stack);
      const { beganAt, endsAt } = await feeding(stack, options);
      const progress = follow(folder, stack.postgres.url);
      const awayMs = Math.min(LONGEST_AWAY_MS, (options.seconds * 1_000) / 3);
      await sleep(WARM_UP_MS);
      memory.enter('control');
      await sleep(awayMs);
      say('Postgres is stopped.');
      memory.enter('away');
      const leftAt = Date.now();
      await stack.postgres.stop();
      await sleep(leftAt + awayMs - Date.now());
      const lagAway = Math.max(0, ...(await stack.recorder.metric(LAG_METRIC)));
      await stack.postgres.start();
      await untilReady(stack.postgres);
      const backAt = Date.now();
      say(`Postgres is back after ${Math.round((backAt - leftAt) / 1_000)} s.`);
      const verdict = await judge(folder, stack.postgres.url, 120_000 + Math.max(0, endsAt - Date.now()));
      const lagAfter = Math.max(0, ...(await stack.recorder.metric(LAG_METRIC)));
      await subscriber.finish(trades);
      progress.end();
      const catchUpMs = caughtUp(progress.seen, backAt);
      const heard = subscriber.heard();
      const within = (from: number, to: number) => heard.filter(({ at }) => at >= from && at < to).map(({ delay }) => delay);
      const [before, away] = [within(beganAt + WARM_UP_MS, leftAt), within(leftAt + 1_000, backAt)];
      const [p99Before, p99Away] = [percentile(before, 0.99), percentile(away, 0.99)];
      const expected = (options.rate * (backAt - leftAt - 1_000)) / 1_000;
      const growth = memory.growth('control', 'away');
      const most = Math.max(0, ...Object.values(growth));
      const { findings, examples, figures } = verdictFindings(verdict, DRAIN_BAR_MS);
      const own: Finding[] = [
        {
          name: 'live prices while away',
          bar: '>= 95 %',
          found: `${Math.round((away.length / expected) * 100)} %`,
          met: away.length >= 0.95 * expected,
        },
        { name: 'their p99 while away', bar: `<= 2 x ${p99Before} ms`, found: `${p99Away} ms`, met: p99Away <= 2 * p99Before },
        {
          name: 'memory of a process',
          bar: '<= +64 MB over the control',
          found: `+${Math.round(most / 2 ** 20)} MB`,
          met: most <= MEMORY_BAR_BYTES,
        },
        { name: "recorder's lag while away", bar: `>= ${awayMs / 2} ms`, found: `${lagAway} ms`, met: lagAway >= awayMs / 2 },
        { name: "recorder's lag afterwards", bar: '<= 5000 ms', found: `${lagAfter} ms`, met: lagAfter <= 5_000 },
        {
          name: 'caught up',
          bar: `<= ${CATCH_UP_BAR_MS} ms`,
          found: catchUpMs === null ? null : `${catchUpMs} ms`,
          met: catchUpMs !== null && catchUpMs <= CATCH_UP_BAR_MS,
        },
      ];
      const measured = {
        awayMs: backAt - leftAt,
        p99BeforeMs: p99Before,
        p99AwayMs: p99Away,
        heardAway: away.length,
        memoryMb: { control: memory.most('control'), away: memory.most('away') },
        lagAwayMs: lagAway,
        catchUpMs,
      };
      return { findings: [...findings, ...own], examples, figures: { ...figures, ...measured } };
    } finally {
      memory.end();
      await stack.stop();
    }
  },
};
