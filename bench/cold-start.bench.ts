import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../tools/processes/free-ports.mjs';
import { barsOf } from './catalogue.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { ended } from './frame/child.ts';
import { type Arm, runPaired } from './frame/paired.ts';
import { HttpConnection } from './query/http-connection.ts';
import { operationsOf } from './query/operations.ts';
import { GATEWAY_CORE, pin } from './query/pin.ts';
import { openQueryWorld } from './query/query-world.ts';
import { type Start, startOfShipped, startOfStock } from './query/starts.ts';

const LOOK_MS = 5;
const PATIENCE_MS = 60_000;

/** From the beginning of the process to the first answer out of three subgraphs. */
export const bench: Bench = {
  async measure(context) {
    const world = await openQueryWorld(context);
    const pids: Record<string, readonly number[]> = {};
    const anchor = startArm(context, startOfStock(context, world), pids);
    const candidate = startArm(context, await startOfShipped(context, world), pids);
    const paired = await runPaired({
      anchor,
      candidate,
      bars: barsOf('cold-start'),
      rounds: context.quick ? 1 : 5,
      controlRounds: context.quick ? 1 : 3,
      processes: () => ({ ...world.pids(), ...pids }),
      tell: context.tell,
    });
    return { ...paired, settings: { ...world.settings, NODE_ENV: 'production' } };
  },
};

/** `pids`: of the process that is being started, under its name. */
function startArm({ atEnd }: BenchContext, { name, begin }: Start, pids: Record<string, readonly number[]>): Arm {
  let end = () => Promise.resolve();
  let port = 0;
  atEnd(() => end());
  return {
    name,
    server: name,
    async before() {
      pids[name] = [];
      port = await freePort();
    },
    async run() {
      const child = begin(port);
      end = () => ended(child);
      pids[name] = [child.pid ?? 0];
      pin(child.pid ?? 0, GATEWAY_CORE);
      const limit = performance.now() + PATIENCE_MS;
      for (let answer = await ask(port); ; answer = await ask(port)) {
        if (answer !== null) return { operations: 1, answer };
        if (child.exitCode !== null || performance.now() > limit) throw new Error(`${name} does not answer.`);
        await pause(LOOK_MS);
      }
    },
    after: () => end(),
  };
}

/** Null while it does not answer. */
async function ask(port: number): Promise<unknown> {
  const operation = operationsOf(0, 'small').find(({ shape }) => shape === 'three');
  try {
    const connection = await HttpConnection.open(port, undefined);
    const body = await connection.post(operation?.body ?? '').finally(() => connection.close());
    const { data, errors } = JSON.parse(body.toString('utf8'));
    return errors ? null : data;
  } catch {
    return null;
  }
}
