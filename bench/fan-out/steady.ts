import { setTimeout as pause } from 'node:timers/promises';
import type { Contestant } from './broadcast.ts';
import { keyOf } from './crowd-messages.ts';
import { machineNow } from './machine-clock.ts';
import type { Publisher } from './publisher.ts';

export interface SteadyOptions extends Pick<Contestant, 'crowd' | 'symbols'> {
  readonly publisher: Publisher;
  readonly perSecond: number;
  readonly events: number;
}

export interface SteadyRun {
  readonly messages: number;
  readonly bytes: number;
  /** When each event was given to the log, by its key. */
  readonly published: ReadonlyMap<number, number>;
  /** Pairs: the event's key, and when it came to one of the crowd. */
  readonly arrivals: Float64Array;
}

/** Events on a schedule that waits for nobody. Signals change halfway between two of them. */
export async function publishSteadily({ crowd, symbols, publisher, perSecond, events }: SteadyOptions): Promise<SteadyRun> {
  const before = await crowd.report(true);
  const published = new Map<number, number>();
  const everyMs = 1_000 / perSecond;
  const began = machineNow() + everyMs;
  let messages = 0;
  for (let event = 0; event < events; event++) {
    const symbol = symbols[event % symbols.length] ?? '';
    const due = began + event * everyMs;
    await until(due - everyMs / 2);
    await publisher.changeStates([symbol]);
    await until(due);
    messages += crowd.expect([symbol]);
    published.set(keyOf(symbol, publisher.numberOf(symbol)), machineNow());
    await publisher.prices([symbol]);
  }
  await crowd.caughtUp();
  const after = await crowd.report(false);
  if (after.received - before.received !== messages) throw new Error(`${after.received - before.received} of ${messages} messages came.`);
  return { messages, bytes: after.bytes - before.bytes, published, arrivals: after.arrivals };
}

/** Of each arrival: how long after `since` said of its event. */
export function latenciesOf(arrivals: Float64Array, since: ReadonlyMap<number, number>): number[] {
  const latencies: number[] = [];
  for (let at = 0; at < arrivals.length; at += 2) {
    const from = since.get(arrivals[at] ?? Number.NaN);
    if (from === undefined) throw new Error('An event came that nobody knows.');
    latencies.push((arrivals[at + 1] ?? Number.NaN) - from);
  }
  return latencies;
}

function until(due: number): Promise<void> {
  return pause(Math.max(0, due - machineNow()));
}
