import type { EventMessage } from '../protocol/event-message.ts';
import type { Entry } from './entry.ts';

export interface ConveyorWork {
  /** Executes a batch; its results come in the same order. Never rejects. */
  run(entries: readonly Entry[]): readonly EventMessage[] | Promise<readonly EventMessage[]>;
  /** When it answers with a promise the next delivery waits for it. */
  deliver(entry: Entry, message: EventMessage): Promise<void> | void;
  /** More than `limit` wait. These will not be delivered any more, or not to those who now leave. */
  overflow(dropped: readonly Entry[]): void;
  /** Nothing waits and nothing is under way. */
  idle(): void;
}

export interface ConveyorOptions {
  /** LATEST: newer ones take the place of older ones that still wait. */
  readonly merge: boolean;
  readonly limit: number;
}

/** Executed together, so that loaders and data sources can batch what they fetch. */
const BATCH = 32;

/**
 * Entries go in as the log tells them and come out in the same order, executed in between. While one batch is under way the
 * next collects: that is where LATEST merges, and what keeps cursors rising however long an execution takes.
 */
export class Conveyor {
  #waiting = new Map<unknown, Entry>();
  /** Taken, and not delivered yet. */
  #moving: Entry[] = [];
  #busy = false;
  #stopped = false;

  constructor(
    private readonly work: ConveyorWork,
    private readonly options: ConveyorOptions,
  ) {}

  get size(): number {
    return this.#waiting.size;
  }

  get isIdle(): boolean {
    return !this.#busy && this.#waiting.size === 0;
  }

  push(entry: Entry): void {
    const { mergeKey } = entry.notice;
    const key = this.options.merge && mergeKey !== null ? mergeKey : entry;
    const older = this.#waiting.get(key);
    if (older) {
      entry.skipped += older.skipped + 1;
      this.#waiting.delete(key);
    }
    this.#waiting.set(key, entry);
    if (this.#waiting.size > this.options.limit) this.#drop();
    if (this.#busy) return;
    this.#busy = true;
    // What the log tells in one go is taken together.
    queueMicrotask(() => void this.#move());
  }

  /** From here on nothing merges into what already waits: a newcomer has it behind itself and must not be told it was skipped. */
  seal(): void {
    this.#waiting = new Map([...this.#waiting.values()].map((entry) => [entry, entry]));
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  async #move(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#stopped) {
      const batch = this.#take();
      this.#moving = [...batch];
      await this.#deliver(batch, await this.work.run(batch));
    }
    this.#busy = false;
    if (!this.#stopped) this.work.idle();
  }

  async #deliver(batch: readonly Entry[], messages: readonly EventMessage[]): Promise<void> {
    for (const [index, entry] of batch.entries()) {
      const message = messages[index];
      if (this.#stopped || !message) return;
      this.#moving.shift();
      const slow = this.work.deliver(entry, message);
      if (slow) await slow;
    }
  }

  #take(): Entry[] {
    const batch: Entry[] = [];
    for (const [key, entry] of this.#waiting) {
      if (batch.length === BATCH) break;
      this.#waiting.delete(key);
      batch.push(entry);
    }
    return batch;
  }

  #drop(): void {
    const dropped = [...this.#moving, ...this.#waiting.values()];
    this.#waiting.clear();
    this.work.overflow(dropped);
  }
}
