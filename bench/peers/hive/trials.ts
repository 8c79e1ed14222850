import { broadcastArm, openCrowd } from '../../fan-out/broadcast.ts';
import type { Publisher } from '../../fan-out/publisher.ts';
import type { BenchContext } from '../../frame/bench.ts';
import { cpuBetween, readCpu } from '../../frame/cpu.ts';
import { type PeerReaders, peerReaders } from '../stock-server.ts';
import { type HiveWorld, startHive, untilIdle } from './hive-gateway.ts';
import type { HiveSetting } from './settings.ts';

export interface Trial {
  readonly setting: HiveSetting;
  /** CPU of the gateway for each delivered message. */
  readonly cpuUs: number;
}

interface TrialOptions {
  readonly world: HiveWorld;
  readonly publisher: Publisher;
  readonly asked: PeerReaders;
  readonly settings: readonly HiveSetting[];
  /** Events for everyone before the trial, and in it. */
  readonly warmUp: number;
  readonly rounds: number;
}

/** Each setting for some events, one after the other. The cheapest first. */
export async function tryHiveSettings(context: BenchContext, options: TrialOptions): Promise<[Trial, ...Trial[]]> {
  const trials: Trial[] = [];
  for (const setting of options.settings) {
    const cpuUs = await withOwnEnd(context, (own) => measure(own, setting, options));
    context.tell(`Hive Gateway, ${setting.name}: ${cpuUs.toFixed(0)} us of CPU for each message`);
    trials.push({ setting, cpuUs });
  }
  const [best, ...others] = trials.sort((a, b) => a.cpuUs - b.cpuUs);
  if (!best) throw new Error('No setting of Hive Gateway is known.');
  return [best, ...others];
}

async function measure(context: BenchContext, setting: HiveSetting, options: TrialOptions): Promise<number> {
  const { world, publisher, asked, warmUp, rounds } = options;
  const hive = await startHive(context, world, setting);
  const crowd = await openCrowd(context, `subscribers of Hive, ${setting.name}`, hive.port, peerReaders(asked));
  await untilIdle(hive);
  const same = { name: setting.name, server: 'hive', crowd, publisher, symbols: asked.symbols, together: 1 };
  await broadcastArm({ ...same, rounds: warmUp }).run(0);
  const processes = () => ({ hive: [hive.pid] });
  const before = readCpu(processes);
  const { operations } = await broadcastArm({ ...same, rounds }).run(1);
  return (cpuBetween(before, readCpu(processes))['hive'] ?? 0) / operations;
}

/** What the work starts is ended with it, not with the bench. */
async function withOwnEnd<T>(context: BenchContext, work: (own: BenchContext) => Promise<T>): Promise<T> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return await work({ ...context, atEnd: (end) => ends.push(end) });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
