import type { Cursor, CursorStart, Log, LogPlace, LogReader, TailItem, TailOptions } from '@marketgraph/bus';
import { Fault, type Health, type Part } from '@marketgraph/service';

/**
 * A log that is opened while queries are answered already, for as long as Redis or Postgres take: who reads it waits, nobody else does.
 */
export class LateLog implements LogReader, Part {
  readonly name = 'log';
  readonly #opened = Promise.withResolvers<Log>();
  #log: Log | null = null;

  /** `fail` is told what waiting does not mend. */
  constructor(
    private readonly open: () => Promise<Log>,
    private readonly fail: (error: unknown) => void,
  ) {
    // Nobody may be waiting when the process ends.
    this.#opened.promise.catch(() => undefined);
  }

  /** Begins to open it, and does not wait until it is. */
  async start(): Promise<void> {
    void this.#open();
  }

  /** Who waits does so in vain; what is open stays so for those who still read. */
  async stop(): Promise<void> {
    this.#opened.reject(notOpen());
  }

  health(): Health {
    return this.#log?.health() ?? { healthy: false, detail: notOpen().message };
  }

  async head(): Promise<LogPlace> {
    return (await this.#opened.promise).head();
  }

  async oldest(): Promise<LogPlace> {
    return (await this.#opened.promise).oldest();
  }

  async locate(cursors: readonly Cursor[]): Promise<CursorStart[]> {
    return (await this.#opened.promise).locate(cursors);
  }

  async *tail(options: TailOptions): AsyncGenerator<TailItem> {
    yield* (await this.#opened.promise).tail(options);
  }

  /** An answer is not held up for the place that it shows. */
  async committed(groups: readonly string[]): Promise<LogPlace> {
    if (!this.#log) throw notOpen();
    return this.#log.committed(groups);
  }

  async #open(): Promise<void> {
    try {
      this.#log = await this.open();
      this.#opened.resolve(this.#log);
    } catch (error) {
      this.fail(error);
    }
  }
}

function notOpen(): Fault {
  return new Fault('LOG_UNAVAILABLE', 'The log is not open yet.', true);
}
