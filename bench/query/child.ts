import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from '../frame/bench.ts';

/** A process of the bench that answers each message with one. What it says when it ends in the middle is a fault, and not a silence. */
export class Child<Message extends object | string, Answer> {
  readonly #child: ChildProcess;

  constructor({ atEnd }: BenchContext, file: URL) {
    this.#child = fork(fileURLToPath(file), { serialization: 'advanced', execArgv: ['--disable-warning=ExperimentalWarning'] });
    atEnd(() => void this.#child.kill('SIGKILL'));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  ask(message: Message): Promise<Answer> {
    const answer = this.hear();
    this.#child.send(message);
    return answer;
  }

  async hear(): Promise<Answer> {
    const settled = new AbortController();
    const { signal } = settled;
    const ended = once(this.#child, 'exit', { signal }).then(([code]) => {
      throw new Error(`A process of the bench ended with ${code}.`);
    });
    try {
      const [answer] = await Promise.race([once(this.#child, 'message', { signal }), ended]);
      return answer as Answer;
    } finally {
      ended.catch(() => undefined);
      settled.abort();
    }
  }
}
