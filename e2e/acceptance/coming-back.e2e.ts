import { testRedis } from '@marketgraph/test-kit';
import { describe, expect, it } from 'vitest';
import { recovery } from '../chaos/scenarios/recovery.ts';
import { resume } from '../chaos/scenarios/resume.ts';
import type { Scenario } from '../chaos/scenarios/scenario.ts';
import { makeFolder, removeFolder } from '../chaos/stack/chaos-stack.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
// Every process that a stack starts must not outlive this one.
process.setMaxListeners(0);
const redis = await testRedis();
await redis?.stop();

/** Short forms of `npm run chaos`. Machines that test are busy: what is measured in milliseconds is judged there. */
describe.skipIf(!redis)(`subscribers that come back (CHAOS_SEED=${seed})`, () => {
  async function notMet(scenario: Scenario, seconds: number, rate: number): Promise<object> {
    const folder = makeFolder();
    const options = { seed, seconds, rate, keep: false, oneProcess: false, venue: 'coinbase' } as const;
    const { findings, examples } = await scenario.run(folder, options);
    const failed = findings.filter(({ name, met }) => !met && !/^recovery,|^kills$/.test(name));
    if (failed.length === 0) removeFolder(folder);
    return { failed, examples: failed.length === 0 ? [] : [folder, ...examples] };
  }

  it('hear everything once and in order, whoever is killed of client, gateways, subgraphs and Redis', async () => {
    expect(await notMet(resume, 20, 60)).toEqual({ failed: [], examples: [] });
  }, 400_000);

  it('have no hole, repeat or step back, two hundred of them at two gateways', async () => {
    expect(await notMet(recovery, 20, 20)).toEqual({ failed: [], examples: [] });
  }, 300_000);
});
