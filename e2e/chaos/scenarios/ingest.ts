import { Random } from '../random.ts';
import { judge, writeTape } from '../report/ledger-process.ts';
import { type Finding, say } from '../report/print.ts';
import { startChaosStack } from '../stack/chaos-stack.ts';
import { killAtRandom } from '../stack/killer.ts';
import { startSubscriber } from '../stack/subscriber-process.ts';
import { feeding } from './feeding.ts';
import type { Scenario } from './scenario.ts';
import { verdictFindings } from './verdict-findings.ts';

const DRAIN_LIMIT_MS = 120_000;

/** Kills everything that a trade passes through, at random, while trades come in, and then asks the ledger. */
export const ingest: Scenario = {
  name: 'ingest',
  seconds: 120,
  async run(folder, options) {
    const random = new Random(options.seed ^ 0x5eed);
    const { trades } = await writeTape(folder, options);
    const stack = await startChaosStack(folder, random);
    try {
      const subscriber = await startSubscriber(stack);
      const { endsAt } = await feeding(stack, options);
      say(`${trades} trades are coming in; processes are killed until the last one.`);
      const marks = [
        { victim: stack.ingest, weight: 3 },
        { victim: stack.recorder, weight: 4 },
        { victim: stack.redis, weight: 3 },
        { victim: stack.postgres, weight: 3 },
        { victim: stack.gateway, weight: 1 },
      ];
      const { kills, holds, slowestBackMs, stuck } = await killAtRandom(marks, random, endsAt);
      const verdict = judge(folder, stack.postgres.url, DRAIN_LIMIT_MS + Math.max(0, endsAt - Date.now()));
      await subscriber.finish(trades);
      const { findings, examples, figures } = verdictFindings(await verdict);
      const losses = Object.fromEntries([stack.ingest, stack.recorder, stack.api, stack.gateway].map(({ name, losses: n }) => [name, n]));
      say(
        `killed ${told(kills)}; held still ${told(holds)}; Redis lost ${Math.round(stack.redis.cutBytes / 1_024)} KB; ended by themselves ${told(losses)}`,
      );
      const back: Finding = {
        name: 'able to work again',
        bar: 'all',
        found: stuck.length === 0 ? 'all' : `${stuck.length} not`,
        met: stuck.length === 0,
      };
      say(`slowest to come back, in ms: ${told(slowestBackMs)}`);
      return {
        findings: [...findings, back],
        examples: [...stuck, ...examples],
        figures: { kills, holds, cutBytes: stack.redis.cutBytes, losses, slowestBackMs, ...figures },
      };
    } finally {
      await stack.stop();
    }
  },
};

function told(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  return entries.length > 0 ? entries.map(([name, count]) => `${name} ${count}`).join(', ') : 'none';
}
