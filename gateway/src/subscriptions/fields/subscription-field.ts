import type { Cursor } from '@marketgraph/bus';
import type { AnyEvent, EventType } from '@marketgraph/events';
import type { Viewer } from '@marketgraph/vocabulary';

/** One thing that one event tells through one subscription field. */
export interface Notice {
  /** A subscriber hears of it when it asked for one of these. */
  readonly topics: readonly string[];
  /** Under LATEST a newer notice of the same key takes the place of one that still waits; null: never merged. */
  readonly mergeKey: string | null;
  /** Whether it is a state: a new subscriber first hears the latest of its topic. */
  readonly state: boolean;
  /** The key of the only user who may see it; null: everyone. */
  readonly audience: string | null;
  /** The field's value, with everything that the events subgraph declares. */
  payload(cursor: Cursor): object;
}

export type PaceMode = 'LATEST' | 'EVERY';

/** Coerced arguments of the field, by name. */
export type FieldArguments = Readonly<Record<string, unknown>>;

export interface SubscriptionField {
  readonly name: string;
  readonly types: readonly EventType[];
  /** How it is served when the subscriber does not say. */
  readonly pace: PaceMode;
  /** Whether it is nothing without a viewer. */
  readonly personal: boolean;
  /** Whether some of its notices are states, which are kept for those who come later. */
  readonly keepsState: boolean;
  /**
   * What some of its notices say of their instrument though the events subgraph cannot promise it, with its type: objects of leaves. It is told
   * in place of what its subgraph says.
   */
  readonly carried?: Readonly<Record<string, string>>;
  /** Null: everything. */
  topicsOf(values: FieldArguments, viewer: Viewer | null): readonly string[] | null;
  /** The same event always gives the same notices in the same order: cursors count them. */
  tell(event: AnyEvent): readonly Notice[];
}
