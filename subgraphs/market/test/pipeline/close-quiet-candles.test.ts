import type { Part } from '@marketgraph/service';
import { MINUTE_MS, type Provenance } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClosingOptions, QuietClosing } from '../../src/pipeline/close-quiet-candles.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';

const minute = Date.UTC(2026, 0, 5, 14, 59);
let bench: MarketBench;
let recorder: Part;
let closing: QuietClosing;

beforeEach(async () => {
  bench = await openBench([instrument('SPY')]);
  // The bench's clock stands at 15:00, the end of that minute.
  recorder = bench.recorder();
  await recorder.start();
  closing = closingOf();
});
afterEach(async () => {
  await recorder.stop();
  await bench.close();
});

describe('a quiet feed', () => {
  it.each(['LIVE', 'SIMULATED'] as const)('has its candles closed by the clock when it is %s', async (provenance) => {
    await record(provenance, 1);
    expect(await close()).toBe(0);
    await bench.clock.advance(4_000);
    expect(await close()).toBeGreaterThan(0);
    await bench.recorded();
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

  it('is none while a recorder, whichever, has entries before it', async () => {
    await record('LIVE', 1);
    await recorder.stop();
    await bench.clock.advance(4_000);
    await append('LIVE', 2);
    expect(await close()).toBe(0);
    expect(await close()).toBe(0);
    recorder = bench.recorder();
    await recorder.start();
    await settled();
    expect(await close()).toBeGreaterThan(0);
    expect((await told()).at(-1)).toMatchObject({ closed: true, revision: 0, tradeCount: 2 });
  });

  it('is found in a log that never rests, by the time at which an end that was reached since was asked for', async () => {
    await record('LIVE', 1);
    const place = { end: 5, recorded: 4 };
    const rounds = closingOf({
      appendIn: (transaction, events) => bench.log.appendIn(transaction, events),
      head: async () => ({ epoch: 'one', positions: [place.end] }),
      committed: async () => ({ epoch: 'one', positions: [place.recorded] }),
    });
    const round = async (end: number, recorded: number) => {
      Object.assign(place, { end, recorded });
      return rounds.round();
    };
    await bench.clock.advance(2_000);
    expect(await round(5, 4)).toBe(0);
    await bench.clock.advance(2_000);
    // What was told until 15:00:02 is recorded: too little after the minute to say that nothing of it comes.
    expect(await round(9, 5)).toBe(0);
    await bench.clock.advance(2_000);
    expect(await round(12, 8)).toBe(0);
    expect(await round(15, 9)).toBeGreaterThan(0);
  });
});

function closingOf(log: ClosingOptions['log'] = bench.log): QuietClosing {
  const { database, instruments } = bench.store;
  return new QuietClosing({ database, log, clock: bench.clock, calendars: new InstrumentCalendars(instruments) });
}

function close(): Promise<number> {
  return closing.round();
}

async function told() {
  return (await bench.candleChanges('SPY')).filter(({ interval }) => interval === 'ONE_MINUTE');
}

async function record(provenance: Provenance, key: number): Promise<void> {
  await append(provenance, key);
  await settled();
}

async function append(provenance: Provenance, key: number): Promise<void> {
  await bench.log.append([pricesReceived({ symbol: 'SPY', provenance, trades: [trade('SPY', key, minute + key, '10')] })]);
}

/** The recorder's own events lie in the log too. */
async function settled(): Promise<void> {
  await bench.recorded();
  await bench.recorded();
}
