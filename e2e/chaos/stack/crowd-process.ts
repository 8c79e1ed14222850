import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CrowdSettings } from '../crowd/main.ts';
import { Child } from './child.ts';
import type { WholeStack } from './whole-stack.ts';
import { untilQuiet } from './written-file.ts';

const MAIN = fileURLToPath(new URL('../crowd/main.ts', import.meta.url));
const CONNECT_LIMIT_MS = 30_000;
const QUIET_MS = 2_000;
const LIMIT_MS = 60_000;

/** Subscribers of these symbols in a process of their own, all connected. */
export async function startCrowd(stack: WholeStack, symbols: readonly (readonly string[])[]): Promise<{ finish(): Promise<void> }> {
  const { folder, gateways } = stack;
  const file = join(folder, 'crowd.csv');
  const settings: CrowdSettings = { file, symbols, urls: gateways.map(({ origin }) => `${origin.replace('http', 'ws')}/graphql`) };
  writeFileSync(join(folder, 'crowd.json'), JSON.stringify(symbols));
  const child = new Child();
  child.start({ command: [process.execPath, MAIN, JSON.stringify(settings)], output: join(folder, 'logs', 'crowd.log') });
  await subscribed(gateways, symbols.length);
  return {
    async finish() {
      await untilQuiet(file, LIMIT_MS, (quietMs) => quietMs >= QUIET_MS);
      await child.end('SIGTERM');
    },
  };
}

/** As the gateways count them. */
async function subscribed(gateways: WholeStack['gateways'], count: number): Promise<void> {
  const deadline = Date.now() + CONNECT_LIMIT_MS;
  while (Date.now() < deadline) {
    const counts = await Promise.all(gateways.map((gateway) => gateway.metric('marketgraph_subscriptions')));
    if (counts.flat().reduce((sum, value) => sum + value, 0) >= count) return;
    await sleep(100);
  }
  throw new Error(`Not all of ${count} subscribers were connected within ${CONNECT_LIMIT_MS / 1_000} s.`);
}
