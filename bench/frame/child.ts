import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from './bench.ts';

export interface ChildOptions {
  /** Of node. */
  readonly flags?: readonly string[];
  /** How long an answer may take. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 120_000;

/** A process of the bench that answers each message with one. Where it ends in the middle, or stays mute, that is a fault and not a silence. */
export class Child<Message extends object | string, Answer> {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #patienceMs: number;

  constructor({ atEnd }: Pick<BenchContext, 'atEnd'>, file: URL, { flags = [], patienceMs = PATIENCE_MS }: ChildOptions = {}) {
    const execArgv = ['--disable-warning=ExperimentalWarning', ...flags];
    this.#child = fork(fileURLToPath(file), { serialization: 'advanced', execArgv });
    this.#name = file.pathname.slice(file.pathname.lastIndexOf('/') + 1);
    this.#patienceMs = patienceMs;
    atEnd(() => ended(this.#child));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What is not answered. */
  tell(message: Message): void {
    this.#child.send(message);
  }

  ask(message: Message): Promise<Answer> {
    const answer = this.hear();
    this.tell(message);
    return answer;
  }

  async hear(): Promise<Answer> {
    const settled = new AbortController();
    const { signal } = settled;
    const exit = once(this.#child, 'exit', { signal }).then(([code, how]) => this.#fail(`ended with ${code ?? how}`));
    const late = pause(this.#patienceMs, null, { signal }).then(() => this.#fail(`said nothing for ${this.#patienceMs} ms`));
    try {
      const [answer] = await Promise.race([once(this.#child, 'message', { signal }), exit, late]);
      return answer as Answer;
    } finally {
      for (const lost of [exit, late]) lost.catch(() => undefined);
      settled.abort();
    }
  }

  end(): Promise<void> {
    return ended(this.#child);
  }

  #fail(what: string): never {
    throw new Error(`A process of the bench (${this.#name}) ${what}.`);
  }
}

/** Resolves when it is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
