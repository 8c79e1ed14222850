import { silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { expect, test, vi } from 'vitest';
import type { GroupSession } from '../src/groups/group-session.ts';
import { LogOverStore } from '../src/log-over-store.ts';
import { MemoryStore } from '../src/memory/memory-store.ts';
import { Collected, consumeInto } from './log-harness.ts';

/** Tells how often each consumer has looked for its share. */
class WatchedStore extends MemoryStore {
  readonly rounds: number[] = [];

  override async joinGroup(name: string, start: 'oldest' | 'newest'): Promise<GroupSession> {
    const session = await super.joinGroup(name, start);
    const one = this.rounds.push(0) - 1;
    return {
      ...session,
      muster: () => {
        this.rounds[one] = (this.rounds[one] ?? 0) + 1;
        return session.muster();
      },
    };
  }
}

test('A consumer that takes its share late, after one has gone unseen, still finds it', async () => {
  const store = new WatchedStore(4);
  const log = new LogOverStore(store, { clock: new ManualClock(), logger: silentLogger });
  const other = await store.joinGroup('recorder', 'oldest');
  const consumptions = [consumeInto(log, new Collected()), consumeInto(log, new Collected())];
  await vi.waitFor(() => expect(store.rounds).toHaveLength(3));
  // In one turn: nobody ever counts another number than three.
  const [late] = await Promise.all([store.joinGroup('recorder', 'oldest'), other.leave()]);
  await vi.waitFor(() => expect(Math.min(...store.rounds.slice(1, 3))).toBeGreaterThan(4));
  const claimed = await Promise.all([0, 1, 2, 3].map((partition) => late.claim(partition)));
  expect(claimed.filter((one) => one !== null)).toHaveLength(1);
  await Promise.all(consumptions.map((consumption) => consumption.stop()));
});
