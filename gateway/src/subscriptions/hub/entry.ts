import type { Cursor } from '@marketgraph/bus';
import type { Notice } from '../fields/subscription-field.ts';

/** A notice at its place in the log, on its way to subscribers. */
export interface Entry {
  readonly notice: Notice;
  readonly cursor: Cursor;
  /** Right before it: where a subscriber that could not take it goes on. */
  before(): Cursor;
  /** Counts what the hub has heard: a subscriber that joined later has it behind itself. */
  readonly sequence: number;
  readonly snapshot: boolean;
  /** How many older ones this one took the place of. */
  skipped: number;
}
