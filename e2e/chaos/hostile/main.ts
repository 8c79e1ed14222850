// Malformed inputs and sockets that mean no good: main.ts SETTINGS (JSON). Says what was answered that must not be.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Finding, hostileKinds, openHostile, sendMalformed, wellAsked } from '@marketgraph/test-kit';
import { Random } from '../random.ts';

export interface HostileSettings {
  readonly port: number;
  readonly seed: number;
  readonly inputs: number;
  readonly sockets: number;
}

export interface HostileHeard {
  readonly byStatus: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** Who is let in and says nothing is sent away after five seconds; the slow ones are let go in the end. */
const STAY_MS = 8_000;
const LOT = 50;

const { port, seed, inputs, sockets }: HostileSettings = JSON.parse(process.argv[2] ?? '{}');
const chance = new Random(seed);
const sending = sendMalformed({ port, chance, count: inputs, asked: wellAsked });
for (let opened = 0; opened < sockets; opened += LOT) {
  const lot = Array.from(
    { length: Math.min(LOT, sockets - opened) },
    (_, index) => hostileKinds[(opened + index) % hostileKinds.length] ?? '',
  );
  const leave = await Promise.all(lot.map((kind) => openHostile(port, kind)));
  await sleep(STAY_MS);
  for (const one of leave) one();
}
const { byStatus, findings } = await sending;
process.stdout.write(`${JSON.stringify({ byStatus, findings } satisfies HostileHeard)}\n`);
process.exit(0);
