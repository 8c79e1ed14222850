import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../random.ts';
import { judge, writeTape } from '../report/ledger-process.ts';
import { type Finding, say } from '../report/print.ts';
import { startChaosStack } from '../stack/chaos-stack.ts';
import type { ShippedProcess } from '../stack/shipped-process.ts';
import { startSubscriber } from '../stack/subscriber-process.ts';
import { untilReady } from '../stack/victim.ts';
import { feeding } from './feeding.ts';
import type { Scenario } from './scenario.ts';
import { verdictFindings } from './verdict-findings.ts';

const RECORDED = 'marketgraph_market_recorded_total';

/** Two more recorders join while trades come in, and the first one leaves: nothing is lost, and no symbol's trades are stored out of their order. */
export const scale: Scenario = {
  name: 'scale',
  seconds: 60,
  async run(folder, options) {
    const { trades } = await writeTape(folder, options);
    const stack = await startChaosStack(folder, new Random(options.seed));
    try {
      const subscriber = await startSubscriber(stack);
      const { beganAt, endsAt } = await feeding(stack, options);
      const third = (options.seconds * 1_000) / 3;
      await sleep(beganAt + third - Date.now());
      say('Two more recorders join.');
      const joined = await Promise.all(['market-recorder-2', 'market-recorder-3'].map((name) => stack.another('market-recorder', name)));
      await Promise.all(joined.map((process) => untilReady(process)));
      await sleep(beganAt + 2 * third - Date.now());
      const recorders = [stack.recorder, ...joined];
      const recorded = await Promise.all(recorders.map(recordedBy));
      say('The first one is told to leave.');
      await stack.recorder.stop();
      const verdict = await judge(folder, stack.postgres.url, 120_000 + Math.max(0, endsAt - Date.now()));
      const afterwards = await Promise.all(joined.map(recordedBy));
      await subscriber.finish(trades);
      const { findings, examples, figures } = verdictFindings(verdict);
      const working = recorded.filter((count) => count > 0).length;
      const went = afterwards.filter((count, index) => count > (recorded[index + 1] ?? 0)).length;
      const own: Finding[] = [
        { name: 'recorders at work of 3', bar: '3', found: working, met: working === 3 },
        { name: 'of the 2 that stayed', bar: '2', found: went, met: went === 2 },
      ];
      return { findings: [...findings, ...own], examples, figures: { ...figures, recorded, afterwards } };
    } finally {
      await stack.stop();
    }
  },
};

/** Trades and quotes that this one was the first to store. */
async function recordedBy(recorder: ShippedProcess): Promise<number> {
  return (await recorder.metric(RECORDED)).reduce((sum, count) => sum + count, 0);
}
