import type { AnyEvent } from '@marketgraph/events';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import { fitting, meanSize } from '../batch-size.ts';
import { type Entry, readEntry } from '../entry.ts';
import type { Batch, ConsumeOptions, LoggedEvent } from '../log.ts';
import type { Era } from '../log-store.ts';
import { pause } from '../pause.ts';
import { loggedEvent } from '../tail/tail-ring.ts';
import type { Wake } from '../wake.ts';
import type { ClaimedPartition } from './group-session.ts';
import { isTransient } from './transient.ts';

export const MAX_FAILURES = 5;
const DEFAULT_ENTRIES = 200;
const LONGEST_PAUSE_MS = 5_000;
const POLL_MS = 1_000;
/** A busy log wakes its readers several hundred times a second: who finds little each time reads no more often than this. */
const READ_EVERY_MS = 20;
/** Of what a read may give. */
const LITTLE = 1 / 8;
/** A full page that was asked for ahead, when entries were up to twice as large, holds half of it. */
const LITTLE_TO_GATHER = 1 / 2;
/** An entry of 500 trades: what is expected before any was read. */
const LARGEST_BODY = 60_000;

export interface WorkerOptions {
  readonly consume: ConsumeOptions;
  readonly claimed: ClaimedPartition;
  era(): Era;
  /** The event of an entry that a tail of this process has parsed already. */
  parsed(entry: Entry): AnyEvent | null;
  readonly wake: Wake;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The pause after the first failure; it doubles up to five seconds. */
  readonly retryPauseMs: number;
  buried(): void;
}

/** What the handler threw, told apart from what befalls the log itself. */
class HandlerFailure {
  constructor(readonly reason: unknown) {}
}

/** Handles one partition for its group, one batch at a time, in order. */
export class PartitionWorker {
  readonly partition: number;
  readonly #options: WorkerOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  /** Behind every partition, as far as this group has come. */
  #positions: number[] | null = null;
  /** Entries up to here came in a batch that kept failing: they are handled one by one. */
  #suspectUntil = 0;
  /** Of the entries read last, on average; what was larger before is forgotten by half with each read. */
  #bodySize = LARGEST_BODY;
  #failures = 0;
  #pauses = 0;
  #waitingSince: number | null = null;
  #progressAt: number;
  #readAt = Number.NEGATIVE_INFINITY;
  #foundLittle = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.partition = options.claimed.partition;
    this.#progressAt = options.clock.now();
    this.#done = this.#run();
  }

  /** When the oldest entry that waits was published; null when none waits. */
  get waitingSince(): number | null {
    return this.#waitingSince;
  }

  get progressAt(): number {
    return this.#progressAt;
  }

  /** Resolves when the batch in hand is handled. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { claimed, wake, clock } = this.#options;
    const { signal } = this.#stopping;
    let entries: readonly Entry[] = [];
    while (!signal.aborted) {
      const seen = wake.count;
      try {
        entries = [];
        this.#positions ??= await claimed.positions();
        await this.#gather();
        if (signal.aborted) return;
        const limit = this.#limit();
        entries = await claimed.read(limit);
        this.#foundLittle = entries.length < Math.floor(limit * this.#little);
        if (entries.length > 0) this.#bodySize = Math.max(meanSize(entries), this.#bodySize / 2);
        if (signal.aborted) return;
        this.#waitingSince = entries[0]?.publishedAt ?? null;
        if (entries.length > 0) await this.#handle(entries);
        else await wake.wait(seen, POLL_MS, signal);
        this.#pauses = 0;
        this.#progressAt = clock.now();
      } catch (error) {
        await this.#failed(entries, error);
      }
    }
  }

  get #little(): number {
    return this.#options.consume.gatherMs === undefined ? LITTLE : LITTLE_TO_GATHER;
  }

  /** Waits in real time, as every retry does: a test's clock stands still. */
  async #gather(): Promise<void> {
    const { gatherMs = READ_EVERY_MS } = this.#options.consume;
    const wait = this.#foundLittle ? this.#readAt + gatherMs - performance.now() : 0;
    if (wait > 1) await pause(wait, this.#stopping.signal);
    this.#readAt = performance.now();
  }

  /** No more than fits into a batch's memory if entries stay as large as the last ones were. */
  #limit(): number {
    if (this.#suspectUntil > 0) return 1;
    return fitting(this.#options.consume.maxEntries ?? DEFAULT_ENTRIES, this.#bodySize);
  }

  async #handle(entries: readonly Entry[]): Promise<void> {
    const { claimed } = this.#options;
    const { events, readable, fault } = this.#read(entries);
    if (readable.length === 0) {
      if (entries[0]) await this.#bury(entries[0], fault ?? 'The entry could not be read.');
      return;
    }
    await this.#hand(readable, events);
    this.#failures = 0;
    if ((readable.at(-1)?.position ?? 0) >= this.#suspectUntil) this.#suspectUntil = 0;
    if (readable.length < entries.length) await claimed.rewind();
  }

  /** The events wanted by the group, up to the first entry that cannot be read. */
  #read(entries: readonly Entry[]): { events: LoggedEvent[]; readable: readonly Entry[]; fault: string | null } {
    const era = this.#options.era();
    const events: LoggedEvent[] = [];
    const positions = [...(this.#positions ?? [])];
    for (const [index, entry] of entries.entries()) {
      positions[entry.partition] = entry.position;
      if (!this.#isWanted(entry)) continue;
      const known = this.#options.parsed(entry);
      const read: { event: AnyEvent } | { fault: string } = known ? { event: known } : readEntry(entry);
      if ('fault' in read) return { events, readable: entries.slice(0, index), fault: read.fault };
      events.push(loggedEvent(read.event, entry.partition, era, positions));
    }
    return { events, readable: entries, fault: null };
  }

  /** A replayed letter was wanted when it was put away; letters of old do not say their type. */
  #isWanted({ type, onlyFor }: Entry): boolean {
    const { group, types } = this.#options.consume;
    if (onlyFor !== undefined) return onlyFor === group;
    return !types || (types as readonly string[]).includes(type);
  }

  async #hand(entries: readonly Entry[], events: readonly LoggedEvent[]): Promise<void> {
    const { claimed, consume } = this.#options;
    let acknowledged = false;
    const batch: Batch = {
      events,
      acknowledgeIn: async (transaction) => {
        acknowledged = await claimed.acknowledgeIn(transaction, entries);
      },
    };
    if (events.length > 0) {
      await consume.handle(batch).catch((error) => {
        throw new HandlerFailure(error);
      });
    }
    if (!acknowledged) await claimed.acknowledge(entries);
    this.#moveTo(entries.at(-1));
  }

  #moveTo(entry: Entry | undefined): void {
    if (entry && this.#positions) this.#positions[entry.partition] = entry.position;
  }

  async #failed(entries: readonly Entry[], error: unknown): Promise<void> {
    const { claimed, consume, logger, retryPauseMs } = this.#options;
    const cause = error instanceof HandlerFailure ? error.reason : error;
    const reason = reasonOf(cause);
    const counts = error instanceof HandlerFailure && !isTransient(cause);
    if (counts) this.#failures++;
    logger.warn('A batch was not handled and comes again.', {
      group: consume.group,
      partition: this.partition,
      reason,
      failures: this.#failures,
    });
    try {
      if (counts && this.#failures >= MAX_FAILURES) await this.#giveUp(entries, reason);
      await claimed.rewind();
    } catch (second) {
      logger.warn('A partition of the log is out of reach.', { group: consume.group, partition: this.partition, reason: reasonOf(second) });
    }
    await pause(Math.min(retryPauseMs * 2 ** Math.min(this.#pauses++, 10), LONGEST_PAUSE_MS), this.#stopping.signal);
  }

  /** A batch is taken apart; a single entry is put away. */
  async #giveUp(entries: readonly Entry[], reason: string): Promise<void> {
    const last = entries.at(-1);
    if (entries.length > 1 && last) this.#suspectUntil = last.position;
    else if (last) await this.#bury(last, reason);
    this.#failures = 0;
    this.#pauses = 0;
  }

  async #bury(entry: Entry, reason: string): Promise<void> {
    const { claimed, consume, logger, buried } = this.#options;
    await claimed.bury(entry, reason);
    buried();
    this.#moveTo(entry);
    if (entry.position >= this.#suspectUntil) this.#suspectUntil = 0;
    await claimed.rewind();
    const { partition, position, type } = entry;
    logger.error('An entry of the log could not be handled and lies with the dead letters.', {
      group: consume.group,
      partition,
      position,
      type,
      reason,
    });
  }
}
