import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LosslessSettings } from '../lossless/main.ts';
import { Child } from './child.ts';
import type { Victim } from './victim.ts';

const MAIN = fileURLToPath(new URL('../lossless/main.ts', import.meta.url));
const QUIET_MS = 8_000;

/** The client that must miss nothing, in a process of its own which is killed like any other. Able to work: it writes. */
export class LosslessClient implements Victim {
  readonly name = 'client';
  /** How often it ended without having been asked to: never, or it would not be one. */
  losses = 0;
  readonly #settings: LosslessSettings;
  readonly #output: string;
  readonly #child = new Child();
  #sizeBefore = 0;

  constructor(settings: LosslessSettings) {
    this.#settings = settings;
    this.#output = join(settings.folder, 'logs', 'client.log');
    this.#child.onLoss = () => {
      this.losses += 1;
    };
  }

  async start(): Promise<void> {
    this.#sizeBefore = this.#size();
    this.#child.start({ command: [process.execPath, MAIN, JSON.stringify(this.#settings)], output: this.#output });
  }

  async kill(): Promise<void> {
    await this.#child.end('SIGKILL');
  }

  hold(): void {
    this.#child.signal('SIGSTOP');
  }

  release(): void {
    this.#sizeBefore = this.#size();
    this.#child.signal('SIGCONT');
  }

  async ready(): Promise<boolean> {
    return this.#child.pid !== null && this.#size() > this.#sizeBefore;
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
    const deadline = Date.now() + withinMs;
    for (let [seen, since] = [this.#size(), Date.now()]; Date.now() < deadline && Date.now() - since < QUIET_MS; await sleep(200)) {
      if (this.#size() !== seen) [seen, since] = [this.#size(), Date.now()];
    }
  }

  #notes(): string {
    return existsSync(this.#output) ? readFileSync(this.#output, 'utf8') : '';
  }

  #size(): number {
    const path = join(this.#settings.folder, 'notebook.jsonl');
    return existsSync(path) ? statSync(path).size : 0;
  }
}
