import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from '../frame/bench.ts';
import type { Reader } from './crowd-messages.ts';
import type { Kept, StallerMessage } from './staller-process.ts';

const FILE = fileURLToPath(new URL('./staller-process.ts', import.meta.url));

/** Subscribers in a process of their own who can stop reading. What they are told is not checked. */
export class Stallers {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async open({ atEnd }: BenchContext, port: number, readers: readonly Reader[]): Promise<Stallers> {
    const child = fork(FILE);
    atEnd(() => void child.kill('SIGKILL'));
    const stallers = new Stallers(child);
    await stallers.#ask({ kind: 'open', port, readers });
    return stallers;
  }

  async stopReading(): Promise<void> {
    await this.#ask('pause');
  }

  /** Reads again, and tells what had been kept for each. */
  readAgain(): Promise<readonly Kept[]> {
    return this.#ask('find');
  }

  async close(): Promise<void> {
    await this.#ask('close');
    this.#child.disconnect();
  }

  async #ask(message: StallerMessage): Promise<readonly Kept[]> {
    const answer = once(this.#child, 'message');
    this.#child.send(message);
    const [kept] = await answer;
    return kept as readonly Kept[];
  }
}
