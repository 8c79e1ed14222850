import type { AnyNewEvent } from '@marketgraph/events';
import type { Clock, Logger, Metrics } from '@marketgraph/service';
import { type Entry, keyOf, toEntries } from './entry.ts';
import { GroupConsumption } from './groups/group-consumption.ts';
import type {
  ConsumeOptions,
  Consumption,
  Cursor,
  CursorStart,
  DeadLetter,
  DeadLetterQuery,
  FeedStep,
  Log,
  LogPlace,
  RetiredGroup,
  TailItem,
  TailOptions,
  Transaction,
} from './log.ts';
import { type LogMetrics, logMetrics } from './log-metrics.ts';
import type { LogStore } from './log-store.ts';
import { leastOf, startOf } from './positions.ts';
import { firstPlaces } from './tail/first-place.ts';
import { Tail } from './tail/tail.ts';
import { TailHub } from './tail/tail-hub.ts';

/** What every adapter's constructor takes. */
export interface LogOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics?: Metrics | undefined;
  /** The pause after a consumer's first failure; it doubles with each further one, up to five seconds. */
  readonly retryPauseMs?: number;
}

const RETRY_PAUSE_MS = 200;
/** Dead letters in one page. */
const LETTERS = 100;

/** The log as its users know it, over what an adapter stores. */
export class LogOverStore implements Log {
  readonly #hub: TailHub;
  readonly #metrics: LogMetrics;
  readonly #closing = new AbortController();
  readonly #consumptions = new Set<Consumption>();

  constructor(
    readonly store: LogStore,
    readonly options: LogOptions,
  ) {
    this.#hub = new TailHub(store, options.logger);
    this.#metrics = logMetrics(options.metrics);
  }

  get partitions(): number {
    return this.store.partitions;
  }

  async append(events: readonly AnyNewEvent[], step?: FeedStep): Promise<{ appended: boolean; feedPosition: string | null }> {
    if (events.length === 0 && !step) return { appended: true, feedPosition: null };
    const result = await this.store.append(toEntries(events, this.options.clock.now(), this.partitions), step);
    if (result.appended) this.#metrics.appended(events.length);
    return result;
  }

  async appendIn(transaction: Transaction, events: readonly AnyNewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.store.appendIn(transaction, toEntries(events, this.options.clock.now(), this.partitions));
    this.#metrics.appended(events.length);
  }

  feedPosition(feed: string): Promise<string | null> {
    return this.store.feedPosition(feed);
  }

  /** The reader takes its place when this is called, not when the first item is asked for. */
  tail({ after, signal }: TailOptions): AsyncIterable<TailItem> {
    const ended = new AbortController();
    const items = new Tail(this.#hub, AbortSignal.any([signal, ended.signal, this.#closing.signal])).items(after);
    let first: Promise<IteratorResult<TailItem>> | null = items.next();
    first.catch(() => undefined);
    const iterator: AsyncIterator<TailItem> = {
      next: () => {
        const item = first ?? items.next();
        first = null;
        return item;
      },
      return: () => {
        ended.abort();
        return items.return(undefined);
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  async locate(cursors: readonly Cursor[]): Promise<CursorStart[]> {
    const first = await firstPlaces(this.store, cursors);
    return first.map(({ era, positions, gap, again }) => ({ place: { ...era, positions }, gap, again }));
  }

  consume(consume: ConsumeOptions): Consumption {
    const { clock, logger, retryPauseMs = RETRY_PAUSE_MS } = this.options;
    const parsed = (entry: Entry) => this.#hub.ring.eventOf(entry);
    const inner = new GroupConsumption({ consume, store: this.store, clock, logger, metrics: this.#metrics, retryPauseMs, parsed });
    const consumption: Consumption = {
      lagMs: () => inner.lagMs(),
      healthy: () => inner.healthy(),
      stop: async () => {
        await inner.stop();
        this.#consumptions.delete(consumption);
      },
    };
    this.#consumptions.add(consumption);
    return consumption;
  }

  async head(): Promise<LogPlace> {
    return this.#place(await this.store.head());
  }

  async oldest(): Promise<LogPlace> {
    return this.#place(await this.store.oldest());
  }

  /** A group that was never seen has handled nothing. */
  async committed(groups: readonly string[]): Promise<LogPlace> {
    let least = await this.store.head();
    for (const group of groups) {
      least = leastOf(least, (await this.store.groupPositions(group)) ?? startOf(this.partitions));
    }
    return this.#place(least);
  }

  trim(before: number): Promise<number> {
    return this.store.trim(before);
  }

  retireGroups(unusedSince: number): Promise<RetiredGroup[]> {
    return this.store.retireGroups(unusedSince);
  }

  async deadLetters({ group, after, limit = LETTERS }: DeadLetterQuery = {}): Promise<DeadLetter[]> {
    const letters = await this.store.deadLetters(group ?? null, after ?? null, limit);
    return letters.map((letter) => ({ ...letter, key: keyOf(letter.body) }));
  }

  async replay(group: string, ids?: readonly string[]): Promise<number> {
    let replayed = 0;
    const chosen = ids ?? (await this.#lettersOf(group));
    for (let from = 0; from < chosen.length; from += LETTERS) {
      replayed += await this.store.replay(group, chosen.slice(from, from + LETTERS), this.options.clock.now());
    }
    return replayed;
  }

  /** As of now: one that fails again meanwhile is a new letter. */
  async #lettersOf(group: string): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const page = await this.store.deadLetters(group, ids.at(-1) ?? null, LETTERS);
      ids.push(...page.map(({ id }) => id));
      if (page.length < LETTERS) return ids;
    }
  }

  health(): { healthy: boolean; detail?: string } {
    return this.store.health();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#consumptions].map((consumption) => consumption.stop()));
    await this.store.close();
  }

  #place(positions: readonly number[]): LogPlace {
    return { ...this.store.era(), positions };
  }
}
