import type { Entry, NewEntry } from './entry.ts';
import type { GroupSession } from './groups/group-session.ts';
import type { DeadLetter, FeedStep, LogPlace, RetiredGroup, Transaction } from './log.ts';
import type { Positions } from './positions.ts';
import type { Wake } from './wake.ts';

export interface AppendResult {
  readonly appended: boolean;
  readonly feedPosition: string | null;
}

/** What a place says beside its positions. */
export type Era = Omit<LogPlace, 'positions'>;

/** A letter before its body was read for the key. */
export type StoredLetter = Omit<DeadLetter, 'key'>;

/** What an adapter brings; tails, groups, cursors and metrics are built over it once (log-over-store.ts). */
export interface LogStore {
  readonly partitions: number;
  /** The log's identity, which changes only when entries that were read are lost, and the life of its server. */
  era(): Era;
  /** How far the entries behind this place are still those that its reader read; null where the place says nothing about this log. */
  kept(place: LogPlace): Positions | null;
  /** Notified when there may be new entries, also after a reconnect. */
  readonly wake: Wake;
  append(entries: readonly NewEntry[], step?: FeedStep): Promise<AppendResult>;
  appendIn(transaction: Transaction, entries: readonly NewEntry[]): Promise<void>;
  feedPosition(feed: string): Promise<string | null>;
  /** Up to `limit` entries of each partition after its position, in order, partition by partition. */
  readEntries(after: Positions, limit: number): Promise<Entry[]>;
  head(): Promise<number[]>;
  oldest(): Promise<number[]>;
  /** Null for a group that has never been seen. */
  groupPositions(group: string): Promise<number[] | null>;
  trim(before: number): Promise<number>;
  /** Up to `limit` letters after the one with this id, of one group or (null) of all. */
  deadLetters(group: string | null, after: string | null, limit: number): Promise<StoredLetter[]>;
  /** Moves these letters of the group to the end of the log, addressed to it; those that are gone are passed over. */
  replay(group: string, ids: readonly string[], publishedAt: number): Promise<number>;
  /** Notes that a consumer of the group is alive. */
  touchGroup(group: string, at: number): Promise<void>;
  retireGroups(unusedSince: number): Promise<RetiredGroup[]>;
  joinGroup(group: string, start: 'oldest' | 'newest'): Promise<GroupSession>;
  health(): { healthy: boolean; detail?: string };
  close(): Promise<void>;
}
