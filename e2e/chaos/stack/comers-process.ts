import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ComersSettings, Met } from '../comers/main.ts';
import { Child } from './child.ts';

const COMERS = fileURLToPath(new URL('../comers/main.ts', import.meta.url));

/** Subscribers that come and go, in a process of their own. */
export class Comers {
  readonly #child = new Child();
  readonly #output: string;

  constructor(folder: string) {
    this.#output = join(folder, 'logs', 'comers.log');
  }

  come(settings: ComersSettings): void {
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', COMERS, JSON.stringify(settings)];
    this.#child.start({ command, output: this.#output });
  }

  /** All of them leave; what they met. */
  async leave(): Promise<Met> {
    await this.#child.end('SIGTERM');
    return JSON.parse(readFileSync(this.#output, 'utf8').trim().split('\n').at(-1) ?? '{}');
  }
}
