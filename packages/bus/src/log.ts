import type { AnyEvent, AnyNewEvent, EventType } from '@marketgraph/events';

/** Opaque text for clients: see cursor.ts for what is in it. */
export type Cursor = string;

/** A place in the log as one reader merged it: how many entries of each partition lie behind it. */
export interface LogPlace {
  /** Changes when the log was recreated: places of another epoch mean nothing. */
  readonly epoch: string;
  /** Position of the last entry read, by partition; 0 before the first. */
  readonly positions: readonly number[];
  /**
   * In which life of the log's server they were read. A server that comes back without its newest entries gives their positions to
   * others: a place of an earlier life is one of this log only as far as that life's entries were kept. None where that cannot be.
   */
  readonly life?: string;
}

export interface LoggedEvent {
  readonly event: AnyEvent;
  /** Right after this event. In a group, the other partitions are where the group stood when this one was claimed. */
  readonly place: LogPlace;
  readonly partition: number;
}

/** A feed's own position, kept in the log and compared and set with the append: no hole, no repeat after a crash. */
export interface FeedStep {
  readonly feed: string;
  /** Where the appender believes the feed to be; null at its very start. */
  readonly expected: string | null;
  readonly next: string;
}

/** Anything that runs SQL in a transaction that its owner commits; a pg client is one. */
export interface Transaction {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export interface Batch {
  readonly events: readonly LoggedEvent[];
  /**
   * Call it in the transaction that holds the batch's effects: where the log is in the same database the
   * acknowledgement commits with them, elsewhere it follows once the handler has returned.
   */
  acknowledgeIn(transaction: Transaction): Promise<void>;
}

export interface ConsumeOptions {
  readonly group: string;
  /** Others are passed over; all when left out. */
  readonly types?: readonly EventType[];
  /** At most this many entries at once. */
  readonly maxEntries?: number;
  /** Where a group begins that has never been seen. */
  readonly start?: 'oldest' | 'newest';
  /**
   * A partition that gave little is read again this much later (real time, ms), so that a busy log costs a group that nobody waits for
   * few large batches. What comes after a quiet time hardly waits, and who is behind does not wait at all.
   */
  readonly gatherMs?: number;
  /**
   * Handles a batch of one partition. When it throws, the batch comes again after a pause, then entry by entry; an entry
   * that keeps failing goes to the dead letters with the reason. Errors that say that something else is away (lost connections,
   * a full disk, any retryable Fault) never count against an entry. A handler that returns without `acknowledgeIn` acknowledges too.
   * Where the log is not in the handler's database a batch may come again after it was committed.
   */
  handle(batch: Batch): Promise<void>;
}

export interface Consumption {
  /** Resolves when the handler has finished its last batch. */
  stop(): Promise<void>;
  /** Time since the oldest entry that still waits was published; 0 when there is none. */
  lagMs(): number;
  healthy(): boolean;
}

/** An entry that a group could not handle, put away with the reason. */
export interface DeadLetter {
  /** Unique in the log; letters are listed in the order in which they were put away. */
  readonly id: string;
  readonly group: string;
  readonly partition: number;
  readonly position: number;
  readonly type: string;
  /** Empty where the entry cannot be read. */
  readonly key: string;
  readonly reason: string;
  /** When it was put away, ms. */
  readonly at: number;
  /** The event as JSON, as it was appended. */
  readonly body: string;
}

export interface DeadLetterQuery {
  /** Of all groups when left out. */
  readonly group?: string;
  /** Begins behind the letter with this id. */
  readonly after?: string;
  /** 100 when left out. */
  readonly limit?: number;
}

export interface RetiredGroup {
  readonly group: string;
  /** Entries that it had not handled. */
  readonly unhandled: number;
}

export type TailItem =
  | { readonly kind: 'events'; readonly events: readonly LoggedEvent[] }
  /** What lies between `from` and `to` cannot be served. */
  | { readonly kind: 'gap'; readonly from: Cursor; readonly to: Cursor; readonly reason: GapReason };

export type GapReason = 'UNKNOWN_CURSOR' | 'OTHER_EPOCH' | 'TOO_OLD';

/** Where a tail after a cursor begins. */
export interface CursorStart {
  readonly place: LogPlace;
  /** Why that is not right after the cursor. */
  readonly gap: GapReason | null;
  /** The partition whose next entry was handled in part: it comes first. */
  readonly again: number | null;
}

export interface TailOptions {
  /** Starts after this place; after the newest entry, as of the call, when left out. */
  readonly after?: Cursor;
  /** Ends the iteration. */
  readonly signal: AbortSignal;
}

/**
 * The ordered record of live events. Every reader that tails sees everything; a group's consumers share it.
 * Adapters: postgres (embedded), redis (distributed), memory (unit tests); all pass test/log.contract.ts.
 */
export interface Log {
  readonly partitions: number;
  /**
   * Appends all or nothing. With `step`, only if the feed is where the appender believes it to be. When it throws, it may
   * have happened all the same (the answer was lost): an appender that must not repeat gives a step.
   */
  append(events: readonly AnyNewEvent[], step?: FeedStep): Promise<{ appended: boolean; feedPosition: string | null }>;
  /** Appends when the transaction commits: in it where the log is in the same database, else through an outbox. Call it last. */
  appendIn(transaction: Transaction, events: readonly AnyNewEvent[]): Promise<void>;
  feedPosition(feed: string): Promise<string | null>;
  tail(options: TailOptions): AsyncIterable<TailItem>;
  /** Where tails after these cursors would begin, in the same order: one question for many readers. */
  locate(cursors: readonly Cursor[]): Promise<CursorStart[]>;
  consume(options: ConsumeOptions): Consumption;
  /** Right after the newest entry. */
  head(): Promise<LogPlace>;
  /** Right before the oldest entry that is kept. */
  oldest(): Promise<LogPlace>;
  /** What all of these groups have handled: the least of their places. */
  committed(groups: readonly string[]): Promise<LogPlace>;
  /** Drops entries published before `before` (ms), but none that a group still has to handle. */
  trim(before: number): Promise<number>;
  /** What groups have put away, the oldest first. */
  deadLetters(query?: DeadLetterQuery): Promise<DeadLetter[]>;
  /**
   * Takes letters of a group (all of them when `ids` is left out) from the dead letters to the end of the log, in their order,
   * addressed to that group alone: tails and other groups pass over them. Behind everything that is known of their keys they are
   * handled like any entry: once, in order, and put away again when they keep failing. Both or neither happens to each letter;
   * answers how many went. A handler must judge by the event's own times: newer entries were handled before it.
   */
  replay(group: string, ids?: readonly string[]): Promise<number>;
  /**
   * Forgets groups of which no consumer was alive since then (ms): they would keep every entry for ever. One that comes back begins as
   * if it had never been seen.
   */
  retireGroups(unusedSince: number): Promise<RetiredGroup[]>;
  health(): { healthy: boolean; detail?: string };
  close(): Promise<void>;
}

/** What those use who neither write nor consume. */
export type LogReader = Pick<Log, 'tail' | 'locate' | 'head' | 'oldest' | 'committed' | 'health'>;
