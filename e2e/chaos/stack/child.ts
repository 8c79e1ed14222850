import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface ChildOptions {
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What it prints is added to this file. */
  readonly output: string;
}

/** One process after the other under one name. */
export class Child {
  #running: ChildProcess | null = null;
  /** Told when it ends without having been asked to. */
  onLoss: () => void = () => undefined;

  constructor() {
    // Whoever started it must not end before it.
    process.once('exit', () => this.#running?.kill('SIGKILL'));
  }

  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  start({ command, env, output }: ChildOptions): void {
    const file = openSync(output, 'a');
    const [program = '', ...args] = command;
    const child = spawn(program, args, { ...(env ? { env } : {}), stdio: ['ignore', file, file] });
    closeSync(file);
    this.#running = child;
    const forget = () => {
      if (this.#running !== child) return;
      this.#running = null;
      this.onLoss();
    };
    child.once('exit', forget);
    child.once('error', forget);
  }

  signal(signal: NodeJS.Signals): void {
    this.#running?.kill(signal);
  }

  /** Its exit code; null where it had none, or none was running. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#running;
    if (!child) return null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    this.#running = null;
    // One that is held still ends only by SIGKILL.
    child.kill(signal);
    return ended;
  }
}
