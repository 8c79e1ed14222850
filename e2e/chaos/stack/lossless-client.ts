import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LosslessSettings } from '../lossless/main.ts';
import { Child } from './child.ts';
import type { Victim } from './victim.ts';
import { sizeOf, untilQuiet } from './written-file.ts';

const MAIN = fileURLToPath(new URL('../lossless/main.ts', import.meta.url));
const QUIET_MS = 8_000;

/** The client that must miss nothing, in a process of its own which is killed like any other. Able to work: it writes. */
export class LosslessClient implements Victim {
  readonly name = 'client';
  /** How often it ended without having been asked to: never, or it would not be one. */
  losses = 0;
  readonly #settings: LosslessSettings;
  readonly #output: string;
  readonly #notebook: string;
  readonly #child = new Child();
  #sizeBefore = 0;

  constructor(settings: LosslessSettings) {
    this.#settings = settings;
    this.#output = join(settings.folder, 'logs', 'client.log');
    this.#notebook = join(settings.folder, 'notebook.jsonl');
    this.#child.onLoss = () => {
      this.losses += 1;
    };
  }

  async start(): Promise<void> {
    this.#sizeBefore = sizeOf(this.#notebook);
    this.#child.start({ command: [process.execPath, MAIN, JSON.stringify(this.#settings)], output: this.#output });
  }

  async kill(): Promise<void> {
    await this.#child.end('SIGKILL');
  }

  hold(): void {
    this.#child.signal('SIGSTOP');
  }

  release(): void {
    this.#sizeBefore = sizeOf(this.#notebook);
    this.#child.signal('SIGCONT');
  }

  async ready(): Promise<boolean> {
    return this.#child.pid !== null && sizeOf(this.#notebook) > this.#sizeBefore;
  }

  async state(): Promise<string> {
    return `It noted: ${this.#notes().slice(-1_000)}`;
  }

  /** How often it noted something of this kind. */
  count(pattern: RegExp): number {
    return [...this.#notes().matchAll(pattern)].length;
  }

  /** Until it has written nothing for a while. */
  async untilQuiet(withinMs: number): Promise<void> {
    await untilQuiet(this.#notebook, withinMs, (quietMs) => quietMs >= QUIET_MS);
  }

  #notes(): string {
    return existsSync(this.#output) ? readFileSync(this.#output, 'utf8') : '';
  }
}
