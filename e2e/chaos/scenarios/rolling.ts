import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Asked, AskersSettings } from '../askers/main.ts';
import type { Deed } from '../ledger/judge-crowd.ts';
import { products } from '../ledger/products.ts';
import { Random } from '../random.ts';
import { drained, judgeCrowd, writeOnce } from '../report/ledger-process.ts';
import { none, say } from '../report/print.ts';
import { openAccount } from '../stack/account.ts';
import { startBalanced } from '../stack/balanced-stack.ts';
import { startCrowd } from '../stack/crowd-process.ts';
import type { ShippedProcess } from '../stack/shipped-process.ts';
import { TalkingChild } from '../stack/talking-child.ts';
import { untilReady } from '../stack/victim.ts';
import { openWitnesses } from '../stack/witnesses.ts';
import { feeding } from './feeding.ts';
import type { Scenario } from './scenario.ts';

const ASKERS = fileURLToPath(new URL('../askers/main.ts', import.meta.url));
const ASKING = 10;
const SUBSCRIBERS = 60;
const WITNESSES = 20;
/** Whoever sends requests there has noticed that it is back. */
const SETTLED_MS = 1_500;
const EXIT_BAR_MS = 10_000;
/** A start takes 1.7 s of CPU: a minute and more on a machine whose two cores are asked for by forty others. */
const BACK_LIMIT_MS = 180_000;
const DRAIN_LIMIT_MS = 60_000;

interface Roll extends Deed {
  readonly exitMs: number;
  readonly exitCode: number | null;
  readonly closeCodes: readonly (number | null)[];
}

/** Every process is told to go and started again, one after the other, while queries and subscriptions go on: nobody may notice but by a 1001. */
export const rolling: Scenario = {
  name: 'rolling',
  seconds: 150,
  rate: 40,
  async run(folder, options) {
    await writeOnce(folder, options);
    const stack = await startBalanced(folder, new Random(options.seed));
    const askers = new TalkingChild<AskersSettings, Asked>(ASKERS, join(folder, 'logs', 'askers.log'));
    try {
      const { accessToken } = await openAccount(folder, stack.origin);
      const symbols = products.map(({ symbol }) => symbol);
      const crowd = await startCrowd(
        stack,
        Array.from({ length: SUBSCRIBERS }, () => symbols.slice(0, 4)),
      );
      await stack.process('news-sentiment-analysis').start();
      const { endsAt } = await feeding({ ingest: stack.process('market-ingest'), postgres: stack.postgres }, options);
      askers.start({ url: stack.origin, token: accessToken, askers: ASKING });
      await sleep(SETTLED_MS);
      const rolls: Roll[] = [];
      for (const process of stack.all) rolls.push(await roll(process, stack.gateways.indexOf(process)));
      await sleep(SETTLED_MS);
      const asked = await askers.end();
      await drained(folder, stack.postgres.url, DRAIN_LIMIT_MS + Math.max(0, endsAt - Date.now()));
      await crowd.finish();
      writeFileSync(join(folder, 'deeds.json'), JSON.stringify(rolls));
      const heard = await judgeCrowd(folder, stack.postgres.url);
      const { missing, repeated, misplaced, errors, gaps, recovery, examples } = heard;
      const codes = rolls.flatMap(({ closeCodes }) => closeCodes);
      const slowest = Math.max(...rolls.map(({ exitMs }) => exitMs));
      const findings = [
        none(`queries that failed of ${asked.asked}`, asked.failures.length),
        none(`sockets of ${codes.length} not closed with 1001`, codes.filter((code) => code !== 1001).length),
        { name: 'slowest exit', bar: `<= ${EXIT_BAR_MS} ms`, found: `${slowest} ms`, met: slowest <= EXIT_BAR_MS },
        none(`exit codes of ${rolls.length} that are not 0`, rolls.filter(({ exitCode }) => exitCode !== 0).length),
        none('processes told to go when the tape had ended', rolls.filter(({ killedAt }) => killedAt >= endsAt).length),
        none('subscribers: missing', missing),
        none('subscribers: twice', repeated),
        none('subscribers: out of order', misplaced),
        none('subscribers: errors', errors),
        none('subscribers: gaps', gaps),
      ];
      const failures = asked.failures.slice(0, 10).map(({ at, reason }) => `${duringRoll(rolls, at)}: ${reason}`);
      const exits = Object.fromEntries(rolls.map(({ victim, exitMs }) => [victim, exitMs]));
      return { findings, examples: [...failures, ...examples], figures: { asked: asked.asked, exits, heard: heard.received, recovery } };
    } finally {
      await stack.stop();
    }
  },
};

async function roll(process: ShippedProcess, gateway: number): Promise<Roll> {
  const closed = gateway >= 0 ? await openWitnesses(process.origin, WITNESSES) : null;
  const killedAt = Date.now();
  const exitCode = await process.stop();
  const exitMs = Date.now() - killedAt;
  const closeCodes = closed ? await closed() : [];
  await process.start();
  await untilReady(process, BACK_LIMIT_MS);
  const backAt = Date.now();
  say(`${process.name}: ended with ${exitCode} after ${exitMs} ms, back after ${backAt - killedAt} ms`);
  await sleep(SETTLED_MS);
  return { victim: process.name, ...(gateway >= 0 && { gateway }), killedAt, backAt, isNeeded: gateway < 0, exitMs, exitCode, closeCodes };
}

/** Who was away when something failed. */
function duringRoll(rolls: readonly Roll[], at: number): string {
  const during = rolls.findLast(({ killedAt }) => at >= killedAt);
  return during ? `${at - during.killedAt} ms after ${during.victim} was told to go` : 'before anything was done';
}
