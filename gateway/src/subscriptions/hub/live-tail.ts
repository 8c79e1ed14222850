import { encodeCursor, type GapReason, type LoggedEvent, type LogPlace, type LogReader } from '@marketgraph/bus';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';

export interface LiveTailListener {
  /** Where the live stream begins, or goes on after what was lost. */
  begin(place: LogPlace, lost: GapReason | null): void;
  hear(event: LoggedEvent): void;
}

const RETRY_MS = 1_000;

/** The gateway's one reader of the log: whatever happens to the log, it goes on from the last place it told. */
export class LiveTail {
  #place: LogPlace | null = null;
  #running: Promise<void> | null = null;
  #reading = false;
  readonly #stop = new AbortController();

  constructor(private readonly options: { log: LogReader; listener: LiveTailListener; clock: Clock; logger: Logger }) {}

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  get isReading(): boolean {
    return this.#reading;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#read(signal);
      } catch (error) {
        this.options.logger.warn('The log cannot be read; subscribers wait.', { reason: reasonOf(error) });
      }
      this.#reading = false;
      if (!signal.aborted) await this.options.clock.sleep(RETRY_MS, signal);
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { log, listener } = this.options;
    if (!this.#place) this.#begin(await log.head(), null);
    const place = this.#place;
    this.#reading = true;
    for await (const item of log.tail({ signal, ...(place && { after: encodeCursor(place) }) })) {
      if (item.kind === 'gap') {
        this.options.logger.error('The live stream has a gap.', { reason: item.reason });
        this.#begin(await log.head(), item.reason);
        return;
      }
      for (const event of item.events) {
        this.#place = event.place;
        listener.hear(event);
      }
    }
  }

  #begin(place: LogPlace, lost: GapReason | null): void {
    this.#place = place;
    this.options.listener.begin(place, lost);
  }
}
