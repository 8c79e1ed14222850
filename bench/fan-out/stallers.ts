import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';
import type { Reader } from './crowd-messages.ts';
import type { Kept, StallerMessage } from './staller-process.ts';

const FILE = new URL('./staller-process.ts', import.meta.url);

/** Subscribers in a process of their own who can stop reading. What they are told is not checked. */
export class Stallers {
  readonly #child: Child<StallerMessage, readonly Kept[]>;

  private constructor(child: Child<StallerMessage, readonly Kept[]>) {
    this.#child = child;
  }

  static async open(context: BenchContext, port: number, readers: readonly Reader[]): Promise<Stallers> {
    const child = new Child<StallerMessage, readonly Kept[]>(context, FILE);
    await child.ask({ kind: 'open', port, readers });
    return new Stallers(child);
  }

  async stopReading(): Promise<void> {
    await this.#child.ask('pause');
  }

  /** Reads again, and tells what had been kept for each. */
  readAgain(): Promise<readonly Kept[]> {
    return this.#child.ask('find');
  }

  async close(): Promise<void> {
    await this.#child.ask('close');
    await this.#child.end();
  }
}
