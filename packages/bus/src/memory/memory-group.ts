import type { Entry } from '../entry.ts';
import type { ClaimedPartition, GroupSession } from '../groups/group-session.ts';
import { at } from '../positions.ts';

interface Entries {
  bury(group: string, entry: Entry, reason: string): void;
  readEntries(after: readonly number[], limit: number): Promise<Entry[]>;
}

/** A group's positions and who of its consumers holds which partition. */
export class MemoryGroup {
  usedAt = Number.POSITIVE_INFINITY;
  readonly #members: GroupSession[] = [];
  readonly #held = new Set<number>();

  constructor(
    readonly name: string,
    readonly positions: number[],
    readonly log: Entries,
  ) {}

  join(): GroupSession {
    const session: GroupSession = {
      lost: new AbortController().signal,
      muster: async () => ({ living: this.#members.length, before: this.#members.indexOf(session) }),
      claim: async (partition) => this.#claim(partition),
      leave: async () => {
        this.#members.splice(this.#members.indexOf(session), 1);
      },
    };
    this.#members.push(session);
    return session;
  }

  #claim(partition: number): ClaimedPartition | null {
    if (this.#held.has(partition)) return null;
    this.#held.add(partition);
    const acknowledge = async (entries: readonly Entry[]) => {
      this.positions[partition] = entries.at(-1)?.position ?? at(this.positions, partition);
    };
    return {
      partition,
      positions: async () => [...this.positions],
      read: async (limit) => {
        const after = this.positions.map((position, index) => (index === partition ? position : Number.MAX_SAFE_INTEGER));
        return this.log.readEntries(after, limit);
      },
      rewind: async () => undefined,
      acknowledge,
      acknowledgeIn: async () => false,
      bury: async (entry, reason) => {
        this.log.bury(this.name, entry, reason);
        await acknowledge([entry]);
      },
      release: async () => {
        this.#held.delete(partition);
      },
    };
  }
}
