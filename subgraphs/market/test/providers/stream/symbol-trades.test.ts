import { describe, expect, it } from 'vitest';
import type { FeedGap } from '../../../src/domain/price-feed.ts';
import { positionText, readPosition } from '../../../src/providers/stream/stream-position.ts';
import { SymbolTrades } from '../../../src/providers/stream/symbol-trades.ts';
import { PAGE, PATIENCE_MS } from '../../../src/providers/stream/trade-holes.ts';
import { toldOf, tradeOf, tradesFrom } from './ledger-of-trades.ts';

const failure = (mayLater: boolean, retryAfterMs: number | null = null) => ({ mayLater, retryAfterMs, reason: 'no answer' });

function begun(): { trades: SymbolTrades; gaps: FeedGap[] } {
  const gaps: FeedGap[] = [];
  return { trades: new SymbolTrades('BTC-USD', (gap) => gaps.push(gap), null, 0), gaps };
}

/** Trades 1 and 10 came; what is between is a gap. */
function broken(last = 10): ReturnType<typeof begun> {
  const given = begun();
  given.trades.take(tradeOf(1), 0);
  given.trades.take(tradeOf(last), 0);
  given.trades.ripen(PATIENCE_MS, true);
  return given;
}

describe("a symbol's numbered trades", () => {
  it('become a gap only when some are missing for a while', () => {
    const { trades, gaps } = begun();
    expect([tradeOf(1), tradeOf(4), tradeOf(3), tradeOf(4)].map((trade) => trades.take(trade, 100))).toEqual([
      'NEW',
      'NEW',
      'NEW',
      'REPEAT',
    ]);
    trades.ripen(99 + PATIENCE_MS, true);
    expect([gaps, trades.request(99 + PATIENCE_MS)]).toEqual([[], null]);
    trades.ripen(100 + PATIENCE_MS, true);
    expect(gaps.map(toldOf)).toEqual([['2', 'OPEN', 1_000, 4_000, 1]]);
    expect(trades.request(100 + PATIENCE_MS)).toMatchObject({ first: 2, last: 2, since: 1_000 });
  });

  it('fill a gap by themselves when they come late', () => {
    const { trades, gaps } = broken(4);
    trades.take(tradeOf(3), 5_000);
    trades.take(tradeOf(2), 5_000);
    expect(gaps.map(toldOf)).toEqual([
      ['2', 'OPEN', 1_000, 4_000, 2],
      ['2', 'FILLED', 1_000, 4_000, 0],
    ]);
    expect(trades.isWhole).toBe(true);
  });

  it('are known to be missing before the next one came, when the venue tells its newest', () => {
    const { trades, gaps } = begun();
    trades.take(tradeOf(1), 0);
    trades.reach(3, 2_000);
    trades.reach(4, 3_000);
    trades.ripen(4_000, true);
    trades.take(tradeOf(5), 6_000);
    expect(gaps.map(toldOf)).toEqual([
      ['2', 'OPEN', 1_000, null, 3],
      ['2', 'OPEN', 1_000, 5_000, 3],
    ]);
  });

  it('end a gap that was noticed without a trade behind it when it was noticed, if they are lost', () => {
    const { trades, gaps } = begun();
    trades.take(tradeOf(1), 0);
    trades.reach(3, 2_500);
    trades.ripen(4_000, false);
    expect(gaps.map(toldOf).at(-1)).toEqual(['2', 'LOST', 1_000, 2_500, 2]);
  });

  it('are asked for a page at a time, each from the last that is known', () => {
    const { trades, gaps } = broken(2_500);
    for (const [first, last] of [
      [2, PAGE + 1],
      [PAGE + 2, 2 * PAGE + 1],
      [2 * PAGE + 2, 2_499],
    ] as const) {
      const asked = trades.request(10_000);
      expect(asked).toMatchObject({ first, last, since: (first - 1) * 1_000 });
      expect(trades.answered({ first, last }, { trades: tradesFrom(first, last).reverse(), lostBelow: null }, 10_000)).toHaveLength(
        last - first + 1,
      );
    }
    expect([gaps.at(-1)?.state, trades.request(10_000)]).toEqual(['FILLED', null]);
  });

  it('are asked for together where they fit into a page, and are news only once', () => {
    const { trades, gaps } = begun();
    for (const key of [1, 3, 5, 900, 1_500]) {
      trades.take(tradeOf(key), 0);
      trades.ripen(PATIENCE_MS, true);
    }
    expect(trades.request(PATIENCE_MS)).toMatchObject({ first: 2, last: PAGE + 1 });
    const news = trades.answered({ first: 2, last: PAGE + 1 }, { trades: tradesFrom(1, PAGE + 50), lostBelow: null }, 10_000);
    expect(news.map(({ key }) => key)).toEqual(
      tradesFrom(2, PAGE + 1)
        .map(({ key }) => key)
        .filter((key) => ![3, 5, 900].includes(key)),
    );
    expect(gaps.filter(({ state }) => state === 'FILLED').map(({ id }) => id)).toEqual(['2', '4', '6']);
    expect(trades.request(10_000)).toMatchObject({ first: PAGE + 2, last: 1_499 });
  });

  it('are asked for four times, ever more slowly, before they are lost', () => {
    const { trades, gaps } = broken(3);
    const pauses: number[] = [];
    for (let now = 10_000; trades.request(now); ) {
      trades.answered({ first: 2, last: 2 }, { trades: [], lostBelow: null }, now);
      const before = now;
      while (!trades.isWhole && !trades.request(now)) now += 500;
      pauses.push(now - before);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 0]);
    expect(gaps.map(toldOf).at(-1)).toEqual(['2', 'LOST', 1_000, 3_000, 1]);
    expect(trades.take(tradeOf(2), 60_000)).toBe('REPEAT');
  });

  it('that the venue does not tell any more are lost, and the rest of the gap is filled', () => {
    const { trades, gaps } = broken();
    trades.answered({ first: 2, last: 9 }, { trades: tradesFrom(6, 9), lostBelow: 6 }, 10_000);
    expect(gaps.map(toldOf).at(-1)).toEqual(['2', 'LOST', 1_000, 10_000, 4]);
  });

  it('are not taken from an answer that tells others of the same numbers, of another time', () => {
    const { trades, gaps } = broken();
    const older = tradesFrom(2, 9).map(({ key }) => tradeOf(key, key * 1_000 - 3_600_000));
    const mixed = [...older.slice(0, 4), ...tradesFrom(6, 9)];
    expect(trades.answered({ first: 2, last: 9 }, { trades: mixed, lostBelow: null, toldTo: 9 }, 10_000).map(({ key }) => key)).toEqual([
      6, 7, 8, 9,
    ]);
    for (let count = 0; count < 4; count++) trades.answered({ first: 2, last: 5 }, { trades: older, lostBelow: null }, 20_000);
    expect(gaps.map(toldOf).at(-1)).toEqual(['2', 'LOST', 1_000, 10_000, 4]);
  });

  it('that never were are not missed, where the venue says up to where it told everything', () => {
    const { trades, gaps } = broken();
    const asked = { first: 2, last: 9 };
    trades.answered(asked, { trades: [tradeOf(3), tradeOf(5)], lostBelow: null, toldTo: 5 }, 10_000);
    expect(trades.request(12_000)).toMatchObject({ first: 6, last: 9 });
    trades.answered({ first: 6, last: 9 }, { trades: [], lostBelow: null, toldTo: 9 }, 12_000);
    expect(gaps.map(toldOf).at(-1)).toEqual(['2', 'FILLED', 1_000, 10_000, 0]);
  });

  it('wait for a venue that does not answer for about two hours, and not at all for one that will not', () => {
    const [patient, refused] = [broken(), broken()];
    let now = 10_000;
    for (; patient.gaps.at(-1)?.state !== 'LOST'; now += 1_000)
      if (patient.trades.request(now)) patient.trades.failed({ first: 2, last: 9 }, failure(true), now);
    expect(now / 3_600_000).toBeGreaterThan(1.5);
    for (let count = 0; count < 3; count++) refused.trades.failed({ first: 2, last: 9 }, failure(false), now);
    expect(refused.gaps.at(-1)).toMatchObject({ state: 'LOST', reason: 'no answer', missing: 8 });
  });

  it('are not asked for before the venue wants to be asked', () => {
    const { trades } = broken();
    trades.failed({ first: 2, last: 9 }, failure(true, 30_000), 10_000);
    expect([trades.request(39_999), trades.request(40_000)?.first]).toEqual([null, 2]);
  });

  it('are not believed to be ten million further on by one number alone', () => {
    const { trades, gaps } = begun();
    const far = Number.MAX_SAFE_INTEGER - 10;
    expect([1, far, 2, 3].map((key) => trades.take(tradeOf(key, 1_000), 0))).toEqual(['NEW', 'DOUBTFUL', 'NEW', 'NEW']);
    trades.reach(far, 0);
    trades.ripen(PATIENCE_MS, true);
    expect([trades.take(tradeOf(50_000_000, 1_000), 0), trades.take(tradeOf(50_000_001, 1_000), 0)]).toEqual(['DOUBTFUL', 'NEW']);
    trades.ripen(PATIENCE_MS, true);
    expect(gaps[0]).toMatchObject({ state: 'OPEN', missing: 49_999_997 });
    expect(trades.request(PATIENCE_MS)).toMatchObject({ first: 40_000_001 });
  });

  it('are followed from their new number when the venue counts anew, and say so', () => {
    const { trades, gaps } = begun();
    trades.take(tradeOf(5_000, 5_000), 0);
    const told = [3_300, 3_301, 3_302, 3_304].map((key, index) => trades.take(tradeOf(key, 5_900 + index * 200), 0));
    expect(told).toEqual(['REPEAT', 'REPEAT', 'NEW', 'NEW']);
    expect(gaps.map(toldOf)).toEqual([['anew-6100', 'LOST', 5_000, 6_100, null]]);
    trades.ripen(PATIENCE_MS, true);
    expect(trades.request(PATIENCE_MS)).toMatchObject({ first: 3_301, last: 3_303 });
  });

  it('are followed again after a first number that was far off', () => {
    const { trades, gaps } = begun();
    expect(trades.take(tradeOf(Number.MAX_SAFE_INTEGER, 1_000), 0)).toBe('DOUBTFUL');
    trades.take(tradeOf(2 ** 52, 1_000), 0);
    expect([5, 6, 7].map((key) => trades.take(tradeOf(key, key * 1_000), 0))).toEqual(['REPEAT', 'NEW', 'NEW']);
    expect(gaps).toHaveLength(1);
  });

  it('are not counted anew because old ones come again while clocks jump, also after a restart', () => {
    const { trades, gaps } = begun();
    const past = [tradeOf(97, 900_000), tradeOf(98, 1_000_000), tradeOf(99, 1_000_000), tradeOf(100, 0)];
    for (const trade of past) trades.take(trade, 0);
    const again = (told: SymbolTrades) => past.map((trade) => told.take(trade, 0));
    expect(again(trades)).toEqual(['REPEAT', 'REPEAT', 'REPEAT', 'REPEAT']);
    const kept = readPosition(positionText(0, trades.text()))?.symbols.get('BTC-USD') ?? null;
    const restored = new SymbolTrades('BTC-USD', (gap) => gaps.push(gap), kept, 0);
    expect(again(restored)).toEqual(['REPEAT', 'REPEAT', 'REPEAT', 'REPEAT']);
    expect(restored.take(tradeOf(7, 2_000_000), 0)).toBe('REPEAT');
    expect(restored.take(tradeOf(101, 2_000_000), 0)).toBe('NEW');
    expect(restored.take(tradeOf(8, 4_000_000), 0)).toBe('REPEAT');
    expect(gaps).toEqual([]);
  });

  it('that are found missing together are one gap, and with many gaps open all belong to the last', () => {
    const { trades, gaps } = begun();
    for (const key of [1, 3, 6, 9]) trades.take(tradeOf(key), 0);
    trades.ripen(PATIENCE_MS, true);
    expect(gaps.map(toldOf)).toEqual([['2', 'OPEN', 1_000, 9_000, 5]]);
    for (let key = 11; key <= 611; key += 2) {
      trades.take(tradeOf(key), 0);
      trades.ripen(PATIENCE_MS, true);
    }
    expect(new Set(gaps.map(({ id }) => id)).size).toBe(50);
    const missing = trades.request(PATIENCE_MS);
    expect(missing).toMatchObject({ first: 2, last: 610 });
    trades.answered({ first: 2, last: 610 }, { trades: tradesFrom(1, 700), lostBelow: null }, 10_000);
    expect(gaps.filter(({ state }) => state === 'FILLED')).toHaveLength(50);
    expect(trades.isWhole).toBe(true);
  });

  it('give up the oldest gap when too many are missing here and there, so that the position is bounded', () => {
    const { trades, gaps } = begun();
    for (let key = 1; key < 6_000; key += 2) {
      trades.take(tradeOf(key), 0);
      if (key % 20 === 1) trades.ripen(PATIENCE_MS, true);
    }
    expect(gaps.some(({ state }) => state === 'LOST')).toBe(true);
    expect(trades.text().length).toBeLessThan(30_000);
  });

  it('go on from their position as if nothing had happened', () => {
    const { trades } = broken();
    trades.take(tradeOf(5), 2_000);
    trades.take(tradeOf(12), 2_000);
    const kept = readPosition(positionText(3, trades.text()));
    expect(kept?.epoch).toBe(3);
    const gaps: FeedGap[] = [];
    const restored = new SymbolTrades('BTC-USD', (gap) => gaps.push(gap), kept?.symbols.get('BTC-USD') ?? null, 50_000);
    expect(restored.text()).toBe(trades.text());
    expect([5, 12, 11].map((key) => restored.take(tradeOf(key), 50_000))).toEqual(['REPEAT', 'REPEAT', 'NEW']);
    expect(restored.request(50_000)).toMatchObject({ first: 2, last: 9 });
    restored.answered({ first: 2, last: 9 }, { trades: tradesFrom(2, 9), lostBelow: null }, 50_000);
    expect(gaps.map(toldOf)).toEqual([['2', 'FILLED', 1_000, 10_000, 0]]);
  });
});

describe('a position', () => {
  it('that is not of this kind is none', () => {
    for (const text of ['', '{', 'null', '{"v":2,"epoch":0,"symbols":{}}', '{"v":1,"epoch":0,"symbols":{"A":[-1,0]}}'])
      expect(readPosition(text)).toBeNull();
    expect(readPosition('{"v":1,"epoch":0,"symbols":{"A":[null,7]}}')?.symbols.get('A')).toEqual({
      next: null,
      newestAt: 7,
      latestAt: 7,
      missing: [],
      holes: [],
    });
  });
});
