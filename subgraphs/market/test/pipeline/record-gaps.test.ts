import type { FeedGapChanged, NewEvent } from '@marketgraph/events';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QuietClosing } from '../../src/pipeline/close-quiet-candles.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { readGaps } from '../../src/storage/gap-store.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';

const start = Date.UTC(2026, 0, 5, 15);
const at = (seconds: number) => start + seconds * 1_000;
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('BTC-USD', { exchange: null, assetClass: 'CRYPTO' })]);
});
afterEach(() => bench.close());

describe('what a feed says of missing prices', () => {
  it('is recorded, its newest word holds, and it is found once however often it comes', async () => {
    await recordEach([gap('OPEN', 10, null)], [gap('LOST', 10, 50)], [gap('LOST', 10, 50)]);
    expect(await readGaps(bench.store.database.pool, ['venue', 'other'])).toEqual([
      {
        ...{ feed: 'venue', symbol: 'BTC-USD', id: 'g1', state: 'LOST', from: at(10), to: at(50), missing: 7, reason: 'cut' },
        ...{ foundAt: at(60), toldAt: bench.clock.now() },
      },
    ]);
    expect(await bench.store.gaps.openGaps('venue')).toEqual([]);
  });

  it('is not changed by an older word that comes later', async () => {
    const { log } = bench;
    await log.append([gap('OPEN', 10, null)]);
    await bench.clock.advance(1_000);
    await log.append([gap('FILLED', 10, 50)]);
    await recordEach();
    await bench.rows(`UPDATE market.feed_gaps SET told_at = told_at + interval '1 hour'`);
    await recordEach([gap('OPEN', 10, null)]);
    expect((await readGaps(bench.store.database.pool, ['venue'])).map(({ state }) => state)).toEqual(['FILLED']);
  });
});

describe('a candle', () => {
  it('is told as incomplete while prices of its time are missing, and as complete when they came', async () => {
    await recordEach([prices([1, 10, '100'], [2, 70, '101'], [3, 130, '102'])]);
    expect(await toldLast()).toEqual({ 0: undefined, 1: undefined, 2: undefined });
    await recordEach([gap('OPEN', 70, 130)]);
    expect(await toldLast()).toEqual({ 0: undefined, 1: false, 2: false });
    await recordEach([gap('FILLED', 70, 130), prices([4, 100, '110'])]);
    expect(await toldLast()).toEqual({ 0: undefined, 1: undefined, 2: undefined });
    const minute = (await changes()).findLast(({ openTime }) => openTime === at(60));
    expect(minute).toMatchObject({ high: '110', revision: 1 });
    expect(minute).not.toHaveProperty('complete');
  });

  it('is told as incomplete by the trades that follow a loss, and by the close that the clock brings', async () => {
    await recordEach([gap('LOST', 5, null), prices([1, 10, '100'])]);
    expect(await toldLast()).toEqual({ 0: false });
    await bench.clock.advance(at(300) - bench.clock.now());
    const { store, log, clock } = bench;
    const calendars = new InstrumentCalendars(store.instruments);
    await new QuietClosing({ database: store.database, log, clock, calendars }).round();
    expect((await changes()).findLast(({ openTime }) => openTime === start)).toMatchObject({ closed: true, complete: false });
  });

  it('is complete where another feed missed something, and where the gap lies in other minutes', async () => {
    await recordEach([
      gap('LOST', 0, 59, { feed: 'other' }),
      gap('LOST', 60, 119, { symbol: 'BTC-USD', gapId: 'g2' }),
      prices([1, 10, '100'], [2, 130, '101']),
    ]);
    expect(await toldLast()).toEqual({ 0: undefined, 2: undefined });
  });

  it('of a line is incomplete only where the source that counted then has missed something', async () => {
    const sources = ['venue', 'reserve'];
    await recordEach([sourceChanged({ source: 'venue', previous: null, sources, from: null }), prices([1, 10, '100'])]);
    await recordEach([
      sourceChanged({ source: 'reserve', previous: 'venue', from: at(60) }),
      { ...prices([1, 65, '100'], [2, 130, '100']), ...from('reserve') },
      gap('LOST', 10, null),
    ]);
    expect(await toldLast()).toEqual({ 0: false, 1: undefined, 2: undefined });
    await recordEach([gap('LOST', 125, 128, { feed: 'reserve', gapId: 'r1' })]);
    expect(await toldLast()).toEqual({ 0: false, 1: undefined, 2: false });
  });
});

function gap(
  state: FeedGapChanged['state'],
  fromSeconds: number,
  toSeconds: number | null,
  given: Partial<FeedGapChanged> = {},
): NewEvent<'FeedGapChanged'> {
  const bounds = { from: at(fromSeconds), to: toSeconds === null ? null : at(toSeconds) };
  const payload = { feed: 'venue', symbol: 'BTC-USD', gapId: 'g1', state, ...bounds, missing: 7, reason: 'cut', ...given };
  return { type: 'FeedGapChanged', key: payload.symbol, occurredAt: bounds.from, receivedAt: at(60), payload };
}

function prices(...trades: [key: number, seconds: number, price: string][]): NewEvent<'PricesReceived'> {
  const told = trades.map(([key, seconds, price]) => trade('BTC-USD', key, at(seconds), price));
  return pricesReceived({ symbol: 'BTC-USD', source: 'venue', provenance: 'LIVE', trades: told });
}

function sourceChanged(given: { source: string; previous: string | null; sources?: string[]; from: number | null }) {
  const payload = { symbol: 'BTC-USD', reason: 'test', ...given };
  return { type: 'SourceChanged', key: 'BTC-USD', occurredAt: given.from ?? start, receivedAt: at(60), payload } as const;
}

function from(source: string) {
  const { payload, ...event } = prices([1, 65, '100'], [2, 130, '100']);
  return { ...event, payload: { ...payload, source } };
}

/** Each list as one append, recorded before the next. */
async function recordEach(...appends: Parameters<MarketBench['log']['append']>[0][]): Promise<void> {
  const recorder = bench.recorder();
  await recorder.start();
  for (const events of appends) {
    await bench.log.append(events);
    await bench.recorded();
  }
  await bench.recorded();
  await recorder.stop();
}

async function changes() {
  return (await bench.candleChanges('BTC-USD')).filter(({ interval, basis }) => interval === 'ONE_MINUTE' && basis === 'LAST');
}

/** By minute: what was told last of whether it is complete. */
async function toldLast(): Promise<Record<number, boolean | undefined>> {
  return Object.fromEntries((await changes()).map(({ openTime, complete }) => [(openTime - start) / MINUTE_MS, complete]));
}
