import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HostileHeard, HostileSettings } from '../hostile/main.ts';
import type { ChaosOptions } from '../options.ts';
import { Random } from '../random.ts';
import { none, say } from '../report/print.ts';
import { oneProcess } from '../stack/one-process.ts';
import type { ShippedProcess } from '../stack/shipped-process.ts';
import { TalkingChild } from '../stack/talking-child.ts';
import { untilReady } from '../stack/victim.ts';
import { startWholeStack } from '../stack/whole-stack.ts';
import { percentile } from './progress.ts';
import type { Scenario } from './scenario.ts';

const MAIN = fileURLToPath(new URL('../hostile/main.ts', import.meta.url));
const INPUTS_PER_SECOND = 250;
const SOCKETS = 300;
const ASK_EVERY_MS = 20;
const P99_BAR_MS = 50;
const LIMIT_MS = 1_800_000;
const START_LIMIT_MS = 180_000;
const QUESTION = JSON.stringify({ query: '{ instrument(symbol: "BTC-USD") { symbol } }' });

/** Thirty thousand malformed inputs and three hundred sockets that mean no good, while a neighbour asks what everybody asks. */
export const hostileInput: Scenario = {
  name: 'hostile-input',
  seconds: 120,
  rate: 40,
  async run(folder, options) {
    const { gateway, all, stop } = await startGraph(folder, options);
    try {
      const inputs = options.seconds * INPUTS_PER_SECOND;
      say(`${inputs} malformed inputs and ${SOCKETS} hostile sockets.`);
      const settings = { port: Number(new URL(gateway.origin).port), seed: options.seed, inputs, sockets: SOCKETS };
      const hostile = new TalkingChild<HostileSettings, HostileHeard>(MAIN, join(folder, 'logs', 'hostile.log'));
      hostile.start(settings);
      const waits = await askBeside(gateway, AbortSignal.any([hostile.gone, AbortSignal.timeout(LIMIT_MS)]));
      const { byStatus, findings } = await hostile.end();
      const refused = (await gateway.ready()) ? 0 : 1;
      const lost = all.reduce((sum, { losses }) => sum + losses, 0);
      const p99 = tenths(percentile(waits.ms, 0.99));
      return {
        findings: [
          none(`answers of ${inputs} that must not be`, findings.length),
          none('processes that ended', lost),
          none("a neighbour's questions that failed", waits.failed + refused),
          { name: "a neighbour's p99", bar: `<= ${P99_BAR_MS} ms`, found: `${p99} ms`, met: p99 <= P99_BAR_MS },
        ],
        examples: findings.map(({ why, input, answer }) => `${why}: ${input} -> ${answer}`),
        figures: {
          inputs,
          sockets: SOCKETS,
          byStatus,
          lost,
          asked: waits.ms.length,
          p50: tenths(percentile(waits.ms, 0.5)),
          p99,
          longest: tenths(percentile(waits.ms, 1)),
        },
      };
    } finally {
      await stop();
    }
  },
};

interface Graph {
  readonly gateway: ShippedProcess;
  readonly all: readonly ShippedProcess[];
  stop(): Promise<void>;
}

/** With the feeds that it has by default. */
async function startGraph(folder: string, { oneProcess: isOne, seed }: ChaosOptions): Promise<Graph> {
  if (isOne) {
    const { process } = await oneProcess(folder, {});
    await process.start();
    await untilReady(process, START_LIMIT_MS);
    return { gateway: process, all: [process], stop: () => process.kill() };
  }
  const { gateways, all, stop } = await startWholeStack({ folder, random: new Random(seed), feeds: {} });
  const [gateway] = gateways;
  if (!gateway) throw new Error('There is no gateway.');
  return { gateway, all, stop };
}

/** Milliseconds that each answer took, until the signal aborts. */
async function askBeside({ origin }: ShippedProcess, signal: AbortSignal): Promise<{ ms: number[]; failed: number }> {
  const ms: number[] = [];
  let failed = 0;
  while (!signal.aborted) {
    const askedAt = performance.now();
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: QUESTION };
    const text = await fetch(`${origin}/graphql`, init).then(
      (response) => response.text(),
      () => '',
    );
    if (!text.includes('"data":{"instrument":{"symbol":"BTC-USD"}}')) failed++;
    ms.push(performance.now() - askedAt);
    await sleep(ASK_EVERY_MS);
  }
  return { ms, failed };
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
