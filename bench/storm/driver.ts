import type { Reader } from '../fan-out/crowd-messages.ts';
import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';
import type { ConnectTask, DriverAnswer, DriverMessage } from './messages.ts';

const FILE = new URL('./driver-process.ts', import.meta.url);
const PATIENCE_MS = 60_000;

/** A process of readers that come, go and come back. */
export class Driver {
  readonly #child: Child<DriverMessage, DriverAnswer>;
  readonly #readers: readonly Reader[];
  #expected = 0;

  private constructor(context: BenchContext, readers: readonly Reader[]) {
    this.#child = new Child(context, FILE, { patienceMs: PATIENCE_MS });
    this.#readers = readers;
  }

  static async start(context: BenchContext, readers: readonly Reader[]): Promise<Driver> {
    const driver = new Driver(context, readers);
    await driver.#ask({ kind: 'readers', readers }, 'ready');
    return driver;
  }

  get pid(): number {
    return this.#child.pid;
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
    const answer = await this.#child.ask(message);
    if (answer.kind !== kind) throw new Error(`The driver of readers said "${answer.kind}" where "${kind}" was due.`);
    return answer;
  }
}
