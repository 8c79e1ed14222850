import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListedProcess } from '../../../tools/processes/list-processes.mjs';
import { answers } from './answers.ts';
import { Child } from './child.ts';
import type { Victim } from './victim.ts';

/** What supervisors wait before they start a process again that has ended by itself. */
const RESTART_MS = 500;

/** A process of the product, started as `npm run processes` says, and started again when it ends by itself. */
export class ShippedProcess implements Victim {
  readonly name: string;
  /** How often it ended without having been asked to. */
  losses = 0;
  readonly #listed: ListedProcess;
  readonly #output: string;
  readonly #child = new Child();

  constructor(listed: ListedProcess, logs: string, name = listed.name) {
    this.name = name;
    this.#listed = listed;
    this.#output = join(logs, `${name}.log`);
    this.#child.onLoss = () => {
      this.losses += 1;
      setTimeout(() => this.pid ?? void this.start(), RESTART_MS).unref();
    };
  }

  get pid(): number | null {
    return this.#child.pid;
  }

  /** Where it answers. */
  get origin(): string {
    return new URL(this.#listed.health).origin;
  }

  async start(): Promise<void> {
    const { command, environment } = this.#listed;
    // Nothing of ours but what every process needs: defaults are to be tested.
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...environment };
    this.#child.start({ command, env, output: this.#output });
  }

  async kill(): Promise<void> {
    await this.#child.end('SIGKILL');
  }

  /** As an operator would end it; its exit code. */
  stop(): Promise<number | null> {
    return this.#child.end('SIGTERM');
  }

  hold(): void {
    this.#child.signal('SIGSTOP');
  }

  release(): void {
    this.#child.signal('SIGCONT');
  }

  async ready(): Promise<boolean> {
    return this.pid !== null && (await answers(this.#listed.health));
  }

  async state(): Promise<string> {
    return fetch(this.#listed.health, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.text(),
      (error) => `It does not answer: ${error instanceof Error ? error.message : error}. It wrote: ${this.#lastWritten()}`,
    );
  }

  #lastWritten(): string {
    return existsSync(this.#output) ? readFileSync(this.#output, 'utf8').slice(-2_000) : 'nothing';
  }

  /** The numbers under this name in its /metrics, one per set of labels. */
  async metric(name: string): Promise<number[]> {
    const response = await fetch(`${this.origin}/metrics`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    const text = response?.ok ? await response.text() : '';
    return text
      .split('\n')
      .flatMap((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `) ? [Number(line.split(' ').at(-1))] : []));
  }
}
