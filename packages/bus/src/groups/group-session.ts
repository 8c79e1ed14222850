import type { Entry } from '../entry.ts';
import type { Transaction } from '../log.ts';
import type { Muster } from './fair-share.ts';

/** One consumer's membership in a group. */
export interface GroupSession {
  /** Aborts when the connection is gone: what was claimed through it may be another's by now. */
  readonly lost: AbortSignal;
  /** Says that this consumer is alive and looks who else of the group is. */
  muster(): Promise<Muster>;
  /** Exclusive until released or lost; null while another holds it. */
  claim(partition: number): Promise<ClaimedPartition | null>;
  leave(): Promise<void>;
}

export interface ClaimedPartition {
  readonly partition: number;
  /** Where the whole group stands, for the places of events. */
  positions(): Promise<number[]>;
  /** The oldest entries not yet handed out since the last rewind. */
  read(limit: number): Promise<Entry[]>;
  /** The next read begins at the oldest entry that is not acknowledged. */
  rewind(): Promise<void>;
  /** `entries` are what the last read gave, from its first on. */
  acknowledge(entries: readonly Entry[]): Promise<void>;
  /** False where the log cannot take part in the transaction: then `acknowledge` has to follow. */
  acknowledgeIn(transaction: Transaction, entries: readonly Entry[]): Promise<boolean>;
  /** Puts the entry away with the reason and acknowledges it, both or neither. */
  bury(entry: Entry, reason: string): Promise<void>;
  release(): Promise<void>;
}
