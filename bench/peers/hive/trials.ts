import { setTimeout as pause } from 'node:timers/promises';
import { broadcastArm, type Contestant, openCrowd } from '../../fan-out/broadcast.ts';
import type { Crowd } from '../../fan-out/crowd.ts';
import type { Publisher } from '../../fan-out/publisher.ts';
import type { BenchContext } from '../../frame/bench.ts';
import { cpuBetween, readCpu } from '../../frame/cpu.ts';
import { type PeerReaders, peerReaders } from '../stock-server.ts';
import { type HiveWorld, startHive } from './hive-gateway.ts';
import type { HiveSetting } from './settings.ts';

const TRIAL_SOCKETS = 200;
const SERVED_MS = 120_000;
const LOOK_MS = 100;
const SHORT_LOOKS = 3;
const LONG_LOOKS = 40;

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

/** Tries each setting before a small crowd, which is enough to tell one from the other. The cheapest first. */
export async function tryHives(
  context: BenchContext,
  { world, publisher, asked }: HiveRun,
  { settings, events }: { readonly settings: readonly HiveSetting[]; readonly events: number },
): Promise<Trial[]> {
  const run = { world, publisher, asked: { ...asked, count: Math.min(asked.count, TRIAL_SOCKETS) } };
  const trials: Trial[] = [];
  for (const setting of settings) {
    const { hive, end } = await openAlone(context, run, setting);
    const cpuUs = await measure(hive, publisher, events);
    context.tell(`Hive Gateway, ${setting.name}: ${cpuUs.toFixed(0)} us of CPU for each message`);
    trials.push({ setting, cpuUs });
    await end();
  }
  return trials.sort((a, b) => a.cpuUs - b.cpuUs);
}

/** It is compiled while it runs, and takes less with each of the first events. */
export async function warmUp(hive: HiveContestant, publisher: Publisher, events: number): Promise<void> {
  await broadcastArm({ ...hive, publisher, rounds: events, together: 1 }).run(0);
}

/** With everyone served. */
async function openHive(context: BenchContext, { world, asked, publisher }: HiveRun, setting: HiveSetting): Promise<HiveContestant> {
  const hive = await startHive(context, world, setting);
  const crowd = await openCrowd(context, `subscribers of Hive, ${setting.name}`, hive.port, peerReaders(asked));
  await untilServed(crowd, publisher, asked);
  return { name: `Hive Gateway, ${setting.name}`, server: 'hive', crowd, symbols: asked.symbols, pid: hive.pid };
}

/** Hive acknowledges no subscription: they have arrived upstream when events reach everyone, each exactly once and nothing of before among them. */
async function untilServed(crowd: Crowd, publisher: Publisher, { symbols, count }: PeerReaders): Promise<void> {
  const limit = Date.now() + SERVED_MS;
  for (let served = 0; served < 2; ) {
    const { received } = await crowd.report();
    await publisher.prices(symbols.slice(0, 1));
    const heard = await messagesUntilQuiet(crowd, received, count);
    served = heard === count ? served + 1 : 0;
    if (Date.now() > limit) throw new Error(`Hive Gateway serves ${heard} of ${count} subscribers.`);
  }
  await crowd.forgetDebts();
}

/** Everyone's message makes it short; where some are missing, it is only over when none has come for long: a busy machine is slow. */
async function messagesUntilQuiet(crowd: Crowd, since: number, everyone: number): Promise<number> {
  let heard = 0;
  for (let quiet = 0; quiet < (heard === everyone ? SHORT_LOOKS : LONG_LOOKS); ) {
    await pause(LOOK_MS);
    const now = (await crowd.report()).received - since;
    quiet = now === heard ? quiet + 1 : 0;
    heard = now;
  }
  return heard;
}

/** CPU for each message, after as many that do not count. */
async function measure(hive: HiveContestant, publisher: Publisher, events: number): Promise<number> {
  const arm = broadcastArm({ ...hive, publisher, rounds: events, together: 1 });
  await arm.run(0);
  const processes = () => ({ hive: [hive.pid] });
  const before = readCpu(processes);
  const { operations } = await arm.run(1);
  return (cpuBetween(before, readCpu(processes))['hive'] ?? 0) / operations;
}

export interface OpenHive {
  readonly hive: HiveContestant;
  end(): Promise<void>;
}

/** What is started for it is ended with it, or with the bench when that is stopped in the middle. */
export async function openAlone(context: BenchContext, run: HiveRun, setting: HiveSetting): Promise<OpenHive> {
  const ends: (() => Promise<void> | void)[] = [];
  const end = async () => {
    for (const work of ends.splice(0).reverse()) await work();
  };
  context.atEnd(end);
  const own = { ...context, atEnd: (work: () => Promise<void> | void) => void ends.push(work) };
  return { hive: await openHive(own, run, setting), end };
}
