import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process of the product, with what it prints. */
export class RunningProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  output = '';

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
    const [file = 'node', ...args] = command;
    this.#child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.on('data', (text) => this.#print(text));
    this.#child.stderr?.on('data', (text) => this.#print(text));
    this.#exited = once(this.#child, 'exit').then(([code]) => code);
  }

  #print(text: Buffer): void {
    this.output = (this.output + text.toString()).slice(-200_000);
  }

  /** Resolves with the matching line; rejects when the process ends before. */
  async prints(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.output.split('\n').find((text) => pattern.test(text));
      if (line) return line;
      const ended = await Promise.race([
        this.#exited.then(() => true),
        Promise.race([once(this.#child.stdout ?? this.#child, 'data'), once(this.#child.stderr ?? this.#child, 'data')]).then(() => false),
      ]);
      if (ended && !pattern.test(this.output)) throw new Error(`The process ended before it printed ${pattern}:\n${this.output}`);
    }
  }

  /** The exit code after this signal. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return this.#exited;
  }

  get exited(): Promise<number | null> {
    return this.#exited;
  }
}
