import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 200;

/** In bytes; 0 while there is none. */
export function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

/** Waits until what is written to a file is enough for someone who hears for how long nothing was. */
export async function untilQuiet(file: string, withinMs: number, isEnough: (quietMs: number) => boolean): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (let [seen, since] = [sizeOf(file), Date.now()]; Date.now() < deadline && !isEnough(Date.now() - since); await sleep(LOOK_MS)) {
    if (sizeOf(file) !== seen) [seen, since] = [sizeOf(file), Date.now()];
  }
}
