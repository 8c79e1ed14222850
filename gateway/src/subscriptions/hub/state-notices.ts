import type { Cursor } from '@marketgraph/bus';
import type { Notice } from '../fields/subscription-field.ts';

export interface KnownState {
  readonly notice: Notice;
  cursor(): Cursor;
  readonly sequence: number;
}

/** The latest notice of every topic that is a state, for those who come later. */
export class StateNotices {
  readonly #latest = new Map<string, Map<string, KnownState>>();

  note(field: string, state: KnownState): void {
    const byTopic = this.#latest.get(field) ?? new Map<string, KnownState>();
    this.#latest.set(field, byTopic);
    for (const topic of state.notice.topics) byTopic.set(topic, state);
  }

  /** In the order of the log, so that their cursors rise. */
  of(field: string, topics: readonly string[] | null): KnownState[] {
    const byTopic = this.#latest.get(field);
    if (!byTopic) return [];
    const known = topics === null ? [...byTopic.values()] : topics.flatMap((topic) => byTopic.get(topic) ?? []);
    return known.sort((a, b) => a.sequence - b.sequence);
  }
}
