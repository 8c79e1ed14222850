import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from './child.ts';

const LOOK_MS = 50;

/** A program of ours that is given settings, works until it is done or told SIGTERM, and then says in one line of JSON what it has seen. */
export class TalkingChild<S, R> {
  /** Aborts when it ends without having been asked to. */
  readonly gone: AbortSignal;
  readonly #child = new Child();
  readonly #program: string;
  readonly #output: string;

  constructor(program: string, output: string) {
    this.#program = program;
    this.#output = output;
    const gone = new AbortController();
    this.gone = gone.signal;
    this.#child.onLoss = () => gone.abort();
  }

  start(settings: S): void {
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', this.#program, JSON.stringify(settings)];
    this.#child.start({ command, output: this.#output });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.signal(signal);
  }

  /** Until it has said so. */
  async until(text: string): Promise<void> {
    while (!existsSync(this.#output) || !readFileSync(this.#output, 'utf8').includes(text)) {
      if (this.gone.aborted) throw new Error(`${this.#program} ended before it said "${text}": see ${this.#output}.`);
      await sleep(LOOK_MS);
    }
  }

  async end(): Promise<R> {
    await this.#child.end('SIGTERM');
    return JSON.parse(readFileSync(this.#output, 'utf8').trim().split('\n').at(-1) ?? '');
  }
}
