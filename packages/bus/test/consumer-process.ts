import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A consumer in a process of its own, ready to begin when it is told to. */
export class ConsumerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #told = '';

  /** `ended` hears why, when it ends without having been killed. */
  static async start(args: readonly string[], ended: (reason: Error) => void): Promise<ConsumerProcess> {
    const consumer = new ConsumerProcess(args, ended);
    await Promise.race([new Promise((resolve) => consumer.#child.stdout?.once('data', resolve)), consumer.#exited]);
    return consumer;
  }

  private constructor(args: readonly string[], ended: (reason: Error) => void) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'consumer-process.mjs'), ...args], { stdio: 'pipe' });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#told += chunk.toString();
    });
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
    child.once('close', (code, signal) => {
      if (!child.killed) ended(new Error(`The consumer ${this.pid} ended by itself with ${code ?? signal}.\n${this.#told}`));
    });
    this.#child = child;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it warned of, latest last, as far as it fits into a message. */
  get told(): string {
    return this.#told.slice(-2_000);
  }

  begin(): void {
    this.#child.stdin?.write('begin\n');
  }

  /** As a machine that fails ends a process. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
