import { randomUUID } from 'node:crypto';
import type { Entry, NewEntry } from '../entry.ts';
import type { GroupSession } from '../groups/group-session.ts';
import type { FeedStep, LogPlace, RetiredGroup, Transaction } from '../log.ts';
import type { AppendResult, Era, LogStore, StoredLetter } from '../log-store.ts';
import { at, distance, type Positions, startOf } from '../positions.ts';
import { Wake } from '../wake.ts';
import { MemoryGroup } from './memory-group.ts';

/** Everything in arrays of one process. `appendIn` appends when it is called: there is no transaction to wait for. */
export class MemoryStore implements LogStore {
  readonly wake = new Wake();
  readonly #epoch = randomUUID();
  readonly #entries: Entry[][];
  readonly #trimmed: number[];
  readonly #feeds = new Map<string, string>();
  readonly #letters = new Map<number, StoredLetter>();
  #lastLetter = 0;
  readonly #groups = new Map<string, MemoryGroup>();

  constructor(readonly partitions: number) {
    this.#entries = Array.from({ length: partitions }, () => []);
    this.#trimmed = startOf(partitions);
  }

  era(): Era {
    return { epoch: this.#epoch };
  }

  kept({ epoch, positions }: LogPlace): Positions | null {
    return epoch === this.#epoch ? positions : null;
  }

  async append(entries: readonly NewEntry[], step?: FeedStep): Promise<AppendResult> {
    if (step) {
      const current = this.#feeds.get(step.feed) ?? null;
      if (current !== step.expected) return { appended: false, feedPosition: current };
      this.#feeds.set(step.feed, step.next);
    }
    for (const entry of entries) {
      this.#entries[entry.partition]?.push({ ...entry, position: this.#headOf(entry.partition) + 1 });
    }
    this.wake.notify();
    return { appended: true, feedPosition: step?.next ?? null };
  }

  async appendIn(_transaction: Transaction, entries: readonly NewEntry[]): Promise<void> {
    await this.append(entries);
  }

  async feedPosition(feed: string): Promise<string | null> {
    return this.#feeds.get(feed) ?? null;
  }

  async readEntries(after: readonly number[], limit: number): Promise<Entry[]> {
    return this.#entries.flatMap((entries, partition) => {
      const from = Math.max(0, at(after, partition) - at(this.#trimmed, partition));
      return entries.slice(from, from + limit);
    });
  }

  async head(): Promise<number[]> {
    return this.#entries.map((_, partition) => this.#headOf(partition));
  }

  async oldest(): Promise<number[]> {
    return [...this.#trimmed];
  }

  async groupPositions(group: string): Promise<number[] | null> {
    return this.#groups.get(group)?.positions.slice() ?? null;
  }

  async trim(before: number): Promise<number> {
    let dropped = 0;
    for (const [partition, entries] of this.#entries.entries()) {
      const kept = entries.findIndex((entry) => entry.publishedAt >= before);
      const handled = Math.min(Number.POSITIVE_INFINITY, ...[...this.#groups.values()].map((group) => at(group.positions, partition)));
      const count = Math.min(kept < 0 ? entries.length : kept, handled - at(this.#trimmed, partition));
      entries.splice(0, count);
      this.#trimmed[partition] = at(this.#trimmed, partition) + count;
      dropped += count;
    }
    return dropped;
  }

  bury(group: string, { publishedAt, ...entry }: Entry, reason: string): void {
    const id = ++this.#lastLetter;
    this.#letters.set(id, { ...entry, id: String(id), group, reason, at: publishedAt });
  }

  async deadLetters(group: string | null, after: string | null, limit: number): Promise<StoredLetter[]> {
    const letters = [...this.#letters].filter(([id, letter]) => id > Number(after ?? 0) && (group === null || letter.group === group));
    return letters.slice(0, limit).map(([, letter]) => letter);
  }

  async replay(group: string, ids: readonly string[], publishedAt: number): Promise<number> {
    const chosen = [...this.#letters].filter(([id, letter]) => letter.group === group && ids.includes(String(id)));
    for (const [id, { partition, type, body }] of chosen) {
      this.#entries[partition]?.push({ partition, position: this.#headOf(partition) + 1, publishedAt, type, body, onlyFor: group });
      this.#letters.delete(id);
    }
    this.wake.notify();
    return chosen.length;
  }

  async touchGroup(name: string, at: number): Promise<void> {
    const group = this.#groups.get(name);
    if (group) group.usedAt = at;
  }

  async retireGroups(unusedSince: number): Promise<RetiredGroup[]> {
    const unused = [...this.#groups.values()].filter(({ usedAt }) => usedAt < unusedSince);
    for (const { name } of unused) this.#groups.delete(name);
    const head = await this.head();
    return unused.map(({ name, positions }) => ({ group: name, unhandled: distance(positions, head) }));
  }

  async joinGroup(name: string, start: 'oldest' | 'newest'): Promise<GroupSession> {
    const from = start === 'oldest' ? [...this.#trimmed] : this.#entries.map((_, partition) => this.#headOf(partition));
    const group = this.#groups.get(name) ?? new MemoryGroup(name, from, this);
    this.#groups.set(name, group);
    return group.join();
  }

  health(): { healthy: boolean } {
    return { healthy: true };
  }

  async close(): Promise<void> {
    // nothing is held
  }

  #headOf(partition: number): number {
    return at(this.#trimmed, partition) + (this.#entries[partition]?.length ?? 0);
  }
}
