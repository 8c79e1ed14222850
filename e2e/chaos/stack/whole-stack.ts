import { join } from 'node:path';
import { listProcesses } from '../../../tools/processes/list-processes.mjs';
import type { Random } from '../random.ts';
import { freeRange, type Servers, settingsOf, startServers } from './servers.ts';
import { ShippedProcess } from './shipped-process.ts';
import { untilReady } from './victim.ts';

/** Everything that `npm run processes` lists, and a second gateway, as two machines would run them. */
export interface WholeStack extends Servers {
  readonly folder: string;
  readonly gateways: readonly ShippedProcess[];
  /** Of both gateways, and of whatever else was started beside them. */
  readonly all: readonly ShippedProcess[];
  process(name: string): ShippedProcess;
  /** Its second instance, on ports of its own; what the first one asks it asks, too. */
  another(name: string, as: string): Promise<ShippedProcess>;
  stop(): Promise<void>;
}

export interface WholeStackOptions {
  readonly folder: string;
  readonly random: Random;
  /** Of all processes. */
  readonly feeds: Readonly<Record<string, string>>;
  /** Not started yet. */
  readonly later?: readonly string[];
}

/** The market's recorder first: whoever comes second finds the schema made. */
const FIRST = 'market-recorder';

export async function startWholeStack({ folder, random, feeds, later = [] }: WholeStackOptions): Promise<WholeStack> {
  const logs = join(folder, 'logs');
  const servers = await startServers({ folder, logs, random });
  const settings = { ...settingsOf({ folder, ...servers, port: await freeRange() }), ...feeds };
  const listed = listProcesses(settings);
  const all = new Map(listed.map((one) => [one.name, new ShippedProcess(one, logs)]));
  const find = (name: string) => found(all.get(name), name);
  await started(find(FIRST));
  await Promise.all([...all.values()].filter(({ name }) => name !== FIRST && !later.includes(name)).map(started));
  const another = async (name: string, as: string) => {
    const asked = Object.fromEntries(
      Object.entries(
        found(
          listed.find((one) => one.name === name),
          name,
        ).environment,
      ).filter(([key]) => key.endsWith('_URL') || key === 'WORKER_URLS'),
    );
    const theirs = listProcesses({ ...settings, PORT: String(await freeRange()) });
    const second = found(
      theirs.find((one) => one.name === name),
      name,
    );
    const process = new ShippedProcess({ ...second, environment: { ...second.environment, ...asked } }, logs, as);
    all.set(as, process);
    await started(process);
    return process;
  };
  const gateways = [find('gateway'), await another('gateway', 'gateway-2')];
  return {
    ...servers,
    folder,
    gateways,
    get all() {
      return [...all.values()];
    },
    process: find,
    another,
    async stop() {
      await Promise.all([...all.values()].map((process) => process.kill()));
      await Promise.all([servers.redis.kill(), servers.postgres.kill()]);
    },
  };
}

async function started(process: ShippedProcess): Promise<void> {
  await process.start();
  await untilReady(process);
}

function found<T>(one: T | undefined, name: string): T {
  if (one === undefined) throw new Error(`npm run processes lists no ${name}.`);
  return one;
}
