import { broadcastArm, type Contestant, openCrowd } from '../../fan-out/broadcast.ts';
import type { Publisher } from '../../fan-out/publisher.ts';
import type { BenchContext } from '../../frame/bench.ts';
import { cpuBetween, readCpu } from '../../frame/cpu.ts';
import { type PeerReaders, peerReaders } from '../stock-server.ts';
import { type HiveWorld, startHive, untilIdle } from './hive-gateway.ts';
import type { HiveSetting } from './settings.ts';

/** A setting, and the gateway's CPU for each message that it delivered. */
export interface Trial {
  readonly setting: HiveSetting;
  readonly cpuUs: number;
}

export interface HiveRun {
  readonly world: HiveWorld;
  readonly publisher: Publisher;
  readonly asked: PeerReaders;
}

export interface HiveContestant extends Contestant {
  readonly pid: number;
}

/** Each setting for some events, one after the other. The cheapest first. */
export async function tryHiveSettings(
  context: BenchContext,
  run: HiveRun,
  { settings, events }: { readonly settings: readonly HiveSetting[]; readonly events: number },
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const setting of settings) {
    const cpuUs = await withOwnEnd(context, async (own) => measure(await openHive(own, run, setting), run.publisher, events));
    context.tell(`Hive Gateway, ${setting.name}: ${cpuUs.toFixed(0)} us of CPU for each message`);
    trials.push({ setting, cpuUs });
  }
  return trials.sort((a, b) => a.cpuUs - b.cpuUs);
}

/** With everyone subscribed as far as the events subgraph. */
export async function openHive(context: BenchContext, { world, asked }: HiveRun, setting: HiveSetting): Promise<HiveContestant> {
  const hive = await startHive(context, world, setting);
  const crowd = await openCrowd(context, `subscribers of Hive, ${setting.name}`, hive.port, peerReaders(asked));
  await untilIdle(hive);
  return { name: `Hive Gateway, ${setting.name}`, server: 'hive', crowd, symbols: asked.symbols, pid: hive.pid };
}

async function measure(hive: HiveContestant, publisher: Publisher, events: number): Promise<number> {
  const arm = broadcastArm({ ...hive, publisher, rounds: events, together: 1 });
  await arm.run(0);
  const processes = () => ({ hive: [hive.pid] });
  const before = readCpu(processes);
  const { operations } = await arm.run(1);
  return (cpuBetween(before, readCpu(processes))['hive'] ?? 0) / operations;
}

/** What the work starts is ended with it, not with the bench. */
export async function withOwnEnd<T>(context: BenchContext, work: (own: BenchContext) => Promise<T>): Promise<T> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return await work({ ...context, atEnd: (end) => ends.push(end) });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
