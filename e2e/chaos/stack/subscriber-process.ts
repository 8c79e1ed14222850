import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { products } from '../ledger/products.ts';
import { Child } from './child.ts';
import type { ShippedProcess } from './shipped-process.ts';
import { untilQuiet } from './written-file.ts';

const SUBSCRIBER = fileURLToPath(new URL('../subscriber/main.ts', import.meta.url));
const QUIET_MS = 2_000;
/** Where less was heard than was sent, more may follow. */
const PATIENCE_MS = 15_000;
const LIMIT_MS = 90_000;

export interface SubscriberProcess {
  /** When each trade was heard, and how many milliseconds after ingest had received it. */
  heard(): { readonly at: number; readonly delay: number }[];
  /** Waits until nothing has come for a while, the longer while fewer than so many trades have. */
  finish(expected: number): Promise<void>;
}

/** A subscriber in a process of its own; what it hears goes to `heard.csv`. */
export async function startSubscriber(
  { folder, gateway }: { readonly folder: string; readonly gateway: Pick<ShippedProcess, 'origin'> },
  followed: readonly string[] = products.map(({ symbol }) => symbol),
): Promise<SubscriberProcess> {
  const file = join(folder, 'heard.csv');
  const url = `${gateway.origin.replace('http', 'ws')}/graphql`;
  const symbols = followed.join(',');
  const child = new Child();
  child.start({ command: [process.execPath, SUBSCRIBER, url, file, symbols], output: join(folder, 'logs', 'subscriber.log') });
  const count = () => readFileSync(file, 'utf8').split('\n').length - 1;
  while (!existsSync(file)) await sleep(50);
  return {
    heard: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line) => {
          if (line === '' || /^(gap|error),/.test(line)) return [];
          const [at, delay] = line.split(',').slice(4).map(Number);
          return [{ at: at ?? 0, delay: delay ?? 0 }];
        }),
    async finish(expected) {
      await untilQuiet(file, LIMIT_MS, (quietMs) => quietMs >= PATIENCE_MS || (quietMs >= QUIET_MS && count() >= expected));
      await child.end('SIGTERM');
    },
  };
}
