import { Metrics, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { reconcileRecent } from '../../src/jobs/reconcile-recent.ts';

describe('reconciling on the clock', () => {
  it('compares the last two days, ten minutes after the start and then every six hours, and shows the drift as a metric', async () => {
    const clock = new ManualClock();
    const metrics = new Metrics();
    const asked: { from: number; to: number }[] = [];
    let drift = 3;
    const part = reconcileRecent({
      clock,
      metrics,
      logger: silentLogger,
      async *reconcile(range, _signal, rest) {
        asked.push(range);
        await rest();
        yield { symbol: 'SPY', source: 'test', drift, unknown: 7 };
      },
    });
    await part.start();
    expect(asked).toEqual([]);
    await clock.advance(10 * MINUTE_MS);
    expect(asked).toEqual([{ from: clock.now() - 2 * DAY_MS, to: clock.now() + DAY_MS }]);
    expect((await metrics.render()).text).toMatch(/market_drift 3\n.*market_not_recomputable 7\n/s);
    drift = 0;
    await clock.advance(6 * HOUR_MS);
    expect(asked).toHaveLength(2);
    expect((await metrics.render()).text).toContain('market_drift 0\n');
    await part.stop();
  });
});
