import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeOnce } from '../../src/pipeline/close-quiet-candles.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';

const minute = Date.UTC(2026, 0, 5, 14, 59);
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('SPY')]);
  // The bench's clock stands at 15:00, the end of that minute.
});
afterEach(() => bench.close());

describe('a quiet feed', () => {
  it.each(['LIVE', 'SIMULATED'] as const)('has its candles closed by the clock when it is %s', async (provenance) => {
    await record(provenance, 1);
    expect(await close()).toBe(0);
    await bench.clock.advance(4_000);
    expect(await close()).toBeGreaterThan(0);
    expect(await close()).toBe(0);
    expect((await told()).map(({ closed, revision }) => [closed, revision])).toEqual([
      [false, 0],
      [true, 0],
    ]);
  });

  it('is left alone when it is a recording: its time is not ours', async () => {
    await record('REPLAYED', 1);
    await bench.clock.advance(10 * MINUTE_MS);
    expect(await close()).toBe(0);
  });

  it('gives a new revision to what comes after the clock', async () => {
    await record('LIVE', 1);
    await bench.clock.advance(4_000);
    await close();
    await record('LIVE', 2);
    expect((await told()).at(-1)).toMatchObject({ closed: true, revision: 1, tradeCount: 2 });
  });
});

function close(): Promise<number> {
  const { database, instruments } = bench.store;
  return closeOnce({ database, log: bench.log, clock: bench.clock, calendars: new InstrumentCalendars(instruments) });
}

async function told() {
  return (await bench.candleChanges('SPY')).filter(({ interval }) => interval === 'ONE_MINUTE');
}

async function record(provenance: 'LIVE' | 'SIMULATED' | 'REPLAYED', key: number): Promise<void> {
  await bench.log.append([pricesReceived({ symbol: 'SPY', provenance, trades: [trade('SPY', key, minute + key, '10')] })]);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}
