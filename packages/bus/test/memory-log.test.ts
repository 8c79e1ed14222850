import { silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { expect, test } from 'vitest';
import { createMemoryLog, type Log } from '../src/index.ts';
import { LogOverStore } from '../src/log-over-store.ts';
import { MemoryStore } from '../src/memory/memory-store.ts';
import { partitionOf } from '../src/partition-of.ts';
import { logContract } from './log.contract.ts';
import { type LogHarness, listed, RETRY_PAUSE_MS } from './log-harness.ts';

logContract('memory', 'none', async (): Promise<LogHarness> => {
  const clock = new ManualClock();
  const store = new MemoryStore(4);
  const opened: Log[] = [];
  return {
    clock,
    open: async () => {
      const log = new LogOverStore(store, { clock, logger: silentLogger, retryPauseMs: RETRY_PAUSE_MS });
      opened.push(log);
      return log;
    },
    appendUnreadable: async (_log, key) => {
      await store.append([{ partition: partitionOf(key, 4), key, type: 'InstrumentListed', publishedAt: clock.now(), body: '{"half":' }]);
    },
    begin: () => Promise.reject(new Error('The memory log knows no transactions.')),
    dispose: async () => {
      await Promise.all(opened.map((log) => log.close()));
    },
  };
});

test('The memory log appends at once what is appended in a transaction', async () => {
  const log = createMemoryLog({ clock: new ManualClock(), logger: silentLogger });
  await log.appendIn({ query: () => Promise.reject(new Error('Not asked.')) }, [listed('AAPL', 1)]);
  expect((await log.head()).positions.reduce((sum, position) => sum + position, 0)).toBe(1);
  await log.close();
});
