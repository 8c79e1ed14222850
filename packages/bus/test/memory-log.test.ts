import { silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import type { Log } from '../src/index.ts';
import { LogOverStore } from '../src/log-over-store.ts';
import { MemoryStore } from '../src/memory/memory-store.ts';
import { partitionOf } from '../src/partition-of.ts';
import { logContract } from './log.contract.ts';
import { type LogHarness, RETRY_PAUSE_MS } from './log-harness.ts';

logContract('memory', async (): Promise<LogHarness> => {
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
    deadLetters: async () => store.deadLetters.map(({ group, reason }) => ({ group, reason })),
    appendUnreadable: async (_log, key) => {
      await store.append([{ partition: partitionOf(key, 4), key, type: 'InstrumentListed', publishedAt: clock.now(), body: '{"half":' }]);
    },
    begin: null,
    acknowledgesInTransactions: false,
    dispose: async () => {
      await Promise.all(opened.map((log) => log.close()));
    },
  };
});
