import { type AnyEvent, type AnyNewEvent, parseEvent } from '@marketgraph/events';
import { partitionOf } from './partition-of.ts';

/** An event as the log is about to store it: what is sought by, and the whole event as JSON. */
export interface NewEntry {
  readonly partition: number;
  readonly key: string;
  readonly type: string;
  readonly publishedAt: number;
  readonly body: string;
}

/** An entry as the log stores it, not parsed yet. */
export interface Entry {
  readonly partition: number;
  readonly position: number;
  readonly publishedAt: number;
  readonly type: string;
  readonly body: string;
  /** The group that alone handles it: a dead letter that was replayed. */
  readonly onlyFor?: string;
}

export function toEntries(events: readonly AnyNewEvent[], publishedAt: number, partitions: number): NewEntry[] {
  return events.map((event) => ({
    partition: partitionOf(event.key, partitions),
    key: event.key,
    type: event.type,
    publishedAt,
    body: JSON.stringify({ ...event, version: 1, publishedAt }),
  }));
}

/** The event of an entry, or why it has none. The only place where entries are parsed. */
export function readEntry(entry: Entry): { event: AnyEvent } | { fault: string } {
  try {
    return parseEvent(JSON.parse(entry.body));
  } catch {
    return { fault: 'The entry is not JSON.' };
  }
}

/** The key in an entry's body; empty where it has none. */
export function keyOf(body: string): string {
  try {
    const { key } = JSON.parse(body) as { key?: unknown };
    return typeof key === 'string' ? key : '';
  } catch {
    return '';
  }
}
