import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Reader } from '../fan-out/crowd-messages.ts';
import type { BenchContext } from '../frame/bench.ts';
import type { ConnectTask, DriverAnswer, DriverMessage } from './messages.ts';

const FILE = fileURLToPath(new URL('./driver-process.ts', import.meta.url));
const PATIENCE_MS = 60_000;

/** A process of readers that come, go and come back. */
export class Driver {
  readonly #child: ChildProcess;
  readonly #readers: readonly Reader[];
  #expected = 0;

  private constructor(child: ChildProcess, readers: readonly Reader[]) {
    this.#child = child;
    this.#readers = readers;
  }

  static async start({ atEnd }: BenchContext, readers: readonly Reader[]): Promise<Driver> {
    const child = fork(FILE, { serialization: 'advanced' });
    atEnd(() => void child.kill('SIGKILL'));
    const driver = new Driver(child, readers);
    await driver.#ask({ kind: 'readers', readers }, 'ready');
    return driver;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async connect(task: ConnectTask): Promise<void> {
    await this.#ask({ kind: 'connect', task }, 'connected');
    await this.check();
  }

  async cut(): Promise<void> {
    await this.#ask({ kind: 'cut' }, 'cut');
  }

  /** So many events of each symbol were or will be published. */
  expect(events: number): void {
    this.#expected += this.#readers.reduce((sum, { symbols }) => sum + symbols.length * events, 0);
  }

  /** Resolves when everyone has heard all that is expected; throws when anyone heard something else. */
  async caughtUp(): Promise<void> {
    await this.#ask({ kind: 'until', received: this.#expected }, 'reached');
    await this.check();
  }

  async check(): Promise<void> {
    const answer = await this.#ask({ kind: 'report' }, 'report');
    if (answer.kind !== 'report') return;
    const { fault, received } = answer.report;
    if (fault) throw new Error(fault);
    if (received > this.#expected) throw new Error(`${received} messages came where ${this.#expected} were due.`);
  }

  async #ask(message: DriverMessage, kind: DriverAnswer['kind']): Promise<DriverAnswer> {
    const answer = once(this.#child, 'message') as Promise<[DriverAnswer]>;
    this.#child.send(message);
    const late = new AbortController();
    const first = await Promise.race([answer, pause(PATIENCE_MS, null, { signal: late.signal }).catch(() => null)]);
    late.abort();
    if (first?.[0].kind !== kind) throw new Error(`The driver of readers did not say "${kind}" within ${PATIENCE_MS} ms.`);
    return first[0];
  }
}
