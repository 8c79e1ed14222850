import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../random.ts';
import { follow, judge, writeTape } from '../report/ledger-process.ts';
import { type Finding, say } from '../report/print.ts';
import { startChaosStack } from '../stack/chaos-stack.ts';
import { SmallDisk } from '../stack/small-disk.ts';
import { startSubscriber } from '../stack/subscriber-process.ts';
import { feeding } from './feeding.ts';
import { caughtUp } from './progress.ts';
import type { Scenario } from './scenario.ts';
import { verdictFindings } from './verdict-findings.ts';

/** Room for a fresh database, its write-ahead log and some minutes of trades. */
const DISK_MB = 600;
const RECOVERY_BAR_MS = 30_000;
/** What a checkpoint gives back is taken again. */
const REFILL_MS = 500;

/** The disk under Postgres fills up under load: it must be said, prices go on live, and when there is room again all of it is stored. */
export const diskFull: Scenario = {
  name: 'disk-full',
  seconds: 60,
  async run(folder, options) {
    const disk = SmallDisk.mount(join(folder, 'small-disk'), DISK_MB);
    if (typeof disk === 'string') return { findings: [], examples: [], figures: { skipped: disk }, skipped: disk };
    const { trades } = await writeTape(folder, options);
    const stack = await startChaosStack(folder, new Random(options.seed), { postgresFolder: disk.folder });
    try {
      const subscriber = await startSubscriber(stack);
      const { endsAt } = await feeding(stack, options);
      const progress = follow(folder, stack.postgres.url);
      await sleep((options.seconds * 1_000) / 4);
      say('The disk is full.');
      const fullAt = Date.now();
      let refused = 0;
      while (Date.now() < fullAt + (options.seconds * 1_000) / 4) {
        disk.fill();
        await sleep(REFILL_MS);
        if (!(await stack.recorder.ready())) refused += 1;
      }
      const lag = Math.max(0, ...(await stack.recorder.metric('marketgraph_log_group_lag_ms')));
      disk.free();
      const freeAt = Date.now();
      say('There is room again.');
      const verdict = await judge(folder, stack.postgres.url, 120_000 + Math.max(0, endsAt - Date.now()));
      await subscriber.finish(trades);
      progress.end();
      const heard = subscriber.heard().filter(({ at }) => at >= fullAt && at < freeAt).length;
      const expected = (options.rate * (freeAt - fullAt)) / 1_000;
      const recoveryMs = caughtUp(progress.seen, freeAt);
      const told = ['market-recorder.log', 'postgres.log'].filter((file) => saysFull(join(folder, 'logs', file)));
      const postgresSays = saysFull(join(disk.folder, 'data', 'postgres.log'));
      const { findings, examples, figures } = verdictFindings(verdict);
      const own: Finding[] = [
        {
          name: 'recorder says why',
          bar: 'yes',
          found: told.includes('market-recorder.log') ? 'yes' : 'no',
          met: told.includes('market-recorder.log'),
        },
        { name: 'lag while full', bar: `>= ${(freeAt - fullAt) / 2} ms`, found: `${lag} ms`, met: lag >= (freeAt - fullAt) / 2 },
        {
          name: 'live prices while full',
          bar: '>= 95 %',
          found: `${Math.round((heard / expected) * 100)} %`,
          met: heard >= 0.95 * expected,
        },
        {
          name: 'recovered by itself',
          bar: `<= ${RECOVERY_BAR_MS} ms`,
          found: recoveryMs === null ? null : `${recoveryMs} ms`,
          met: recoveryMs !== null && recoveryMs <= RECOVERY_BAR_MS,
        },
      ];
      return {
        findings: [...findings, ...own],
        examples,
        figures: { ...figures, fullMs: freeAt - fullAt, notReady: refused, told, postgresSays, lagMs: lag, recoveryMs },
      };
    } finally {
      await stack.stop();
      disk.unmount();
    }
  },
};

function saysFull(path: string): boolean {
  try {
    return /no space left|disk full|disk is full|53100/i.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}
