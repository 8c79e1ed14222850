import { Metrics, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { expect, test, vi } from 'vitest';
import { createMemoryLog } from '../src/index.ts';
import { Collected, nameOf, series } from './log-harness.ts';

test('A log counts what it appends, how far its groups are behind, and what they put away', async () => {
  const metrics = new Metrics();
  const log = createMemoryLog({ clock: new ManualClock(), logger: silentLogger, metrics, retryPauseMs: 1 });
  const got = new Collected();
  const consumption = log.consume({
    group: 'recorder',
    handle: async ({ events }) => {
      if (events.some((logged) => nameOf(logged) === '2')) throw new Error('poison');
      got.add(events);
    },
  });
  await log.append(series(['AAPL'], 3));
  await got.reached(2);
  await vi.waitFor(async () => {
    const { text } = await metrics.render();
    expect(text).toContain('marketgraph_log_appended_entries_total 3');
    expect(text).toContain('marketgraph_log_dead_letters_total{group="recorder"} 1');
    expect(text).toContain('marketgraph_log_group_lag_ms{group="recorder"} 0');
  }, 5_000);
  await consumption.stop();
  await log.close();
});
