import { silentLogger } from '@marketgraph/service';
import { livedTime, ManualClock } from '@marketgraph/test-kit';
import { expect, it, vi } from 'vitest';
import { encodeCursor } from '../src/index.ts';
import { LogOverStore } from '../src/log-over-store.ts';
import { MemoryStore } from '../src/memory/memory-store.ts';
import { listed, Reader } from './log-harness.ts';

/** Readers look every second whatever happens. */
const LOOKS_ANYWAY_MS = 1_000;

class StoreThatGoesAway extends MemoryStore {
  isAway = false;
  refused = 0;

  override readEntries(...asked: Parameters<MemoryStore['readEntries']>): ReturnType<MemoryStore['readEntries']> {
    if (!this.isAway) return super.readEntries(...asked);
    this.refused++;
    return Promise.reject(new Error('away'));
  }
}

it('a reader goes on as soon as the log can be reached again, and does not ask without a pause meanwhile', async () => {
  const store = new StoreThatGoesAway(1);
  const log = new LogOverStore(store, { logger: silentLogger, clock: new ManualClock() });
  const reader = new Reader(log, encodeCursor(await log.head()));
  const next = reader.until(1);
  await log.append([listed('AAPL', 'before')]);
  await next;
  store.isAway = true;
  for (let told = 0; told < 100; told++) store.wake.notify();
  await vi.waitFor(() => expect(store.refused).toBeGreaterThan(0));
  expect(store.refused).toBeLessThan(5);
  await log.append([listed('AAPL', 'meanwhile')]);
  store.isAway = false;
  const lived = livedTime();
  store.wake.notify();
  await reader.until(2);
  expect(lived()).toBeLessThan(0.8 * LOOKS_ANYWAY_MS);
  await reader.end();
  await log.close();
});
