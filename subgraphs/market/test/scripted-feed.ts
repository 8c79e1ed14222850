import type { Instrument } from '../src/domain/instrument.ts';
import type { FeedDelivery, FeedNotice, PriceFeed } from '../src/domain/price-feed.ts';
import { START } from './ingest-bench.ts';

/** A live feed by hand: it tells what the test says, when the test says it. */
export class ScriptedFeed implements PriceFeed {
  readonly expectedIntervalMs: number = 2_000;
  readonly opened: (string | null)[] = [];
  heard: number | null = null;
  #waiting: (FeedDelivery | FeedNotice | Error)[] = [];
  #wake: (() => void) | null = null;
  #position = 0;

  constructor(
    readonly instruments: Instrument[],
    readonly name = 'fake',
  ) {}

  heardAt(): number | null {
    return this.heard;
  }

  tell(told: Partial<FeedDelivery> | FeedNotice | Error): void {
    if ('state' in told || told instanceof Error) this.#waiting.push(told);
    else this.#waiting.push(this.#delivery(told));
    this.#wake?.();
  }

  live(at: number): void {
    this.heard = at;
    this.tell({ state: 'LIVE', detail: null });
  }

  async *open(position: string | null, signal: AbortSignal): AsyncGenerator<FeedDelivery | FeedNotice> {
    this.opened.push(position);
    this.#position = Number(position ?? 0);
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
    while (!signal.aborted) {
      const next = this.#waiting.shift();
      if (next instanceof Error) throw next;
      if (next) yield next;
      else await this.#told();
    }
  }

  #told(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #delivery(told: Partial<FeedDelivery>): FeedDelivery {
    this.#position += 1;
    return { source: this.name, provenance: 'LIVE', receivedAt: START, trades: [], quotes: [], position: String(this.#position), ...told };
  }
}
