import { describe, expect, it } from 'vitest';
import { judgeNoted, type Noted } from '../ledger/judge-resume.ts';
import type { LedgerEntry } from '../ledger/ledger-file.ts';

const told: LedgerEntry[] = [1, 2, 3, 4].map((key, order) => {
  return { symbol: 'BTC-USD', source: 'coinbase', key, at: key * 1_000, price: '1.50', size: '2', t: order, repeat: false, order };
});
const happened = {
  told,
  shifts: {},
  articles: ['BTC-USD surges, report 1'],
  signals: ['BTC-USD 5000 BUY 0.250000', 'BTC-USD 6000 HOLD 0.000000'],
  alerts: ['TRIGGERED BTC-USD high 7000 1.5', 'RESOLVED BTC-USD high 7000 1.5'],
};
const instant = (ms: number) => new Date(ms).toISOString();
const trade = (key: number) => {
  return {
    stream: 'trades',
    event: { symbol: 'BTC-USD', tradeId: `t${key}`, occurredAt: instant(key * 1_000), price: '1.5', size: '2.0' },
  };
};
const signal = (at: number, action: string, score: number) => {
  return { stream: 'signals', event: { symbol: 'BTC-USD', action, score, signal: { issuedAt: instant(at) } } };
};
const alert = (cause: string) => {
  const fired = { value: '1.50', triggeredAt: instant(7_000), rule: { name: 'high' } };
  return { stream: 'alerts', event: { alertId: 'a1', symbol: 'BTC-USD', cause, alert: fired } };
};
const all: Noted[] = [
  { stream: 'beginning', event: null },
  ...[1, 2, 3, 4].map(trade),
  { stream: 'articles', event: { article: { headline: 'BTC-USD surges, report 1' } } },
  ...[signal(5_000, 'BUY', 0.25), signal(6_000, 'HOLD', 0)],
  ...[alert('TRIGGERED'), alert('RESOLVED')],
];
const without = (index: number) => judgeNoted(all.toSpliced(index, 1), happened);
const again = (index: number) => judgeNoted([...all, ...all.slice(index, index + 1)], happened);

describe('the judge of a client that comes back', () => {
  it('finds nothing where everything was written down once and in order', async () => {
    const verdict = await judgeNoted(all, happened);
    expect(verdict).toMatchObject({ misplaced: 0, gaps: 0, empty: 0, partial: 0, examples: [] });
    for (const stream of Object.values(verdict.streams)) expect(stream).toMatchObject({ missing: 0, repeated: 0 });
  });

  it.each([
    ['trades', 2],
    ['articles', 5],
    ['signals', 6],
    ['alerts', 9],
  ])('finds one of the %s that is missing, and one that came twice', async (stream, index) => {
    expect((await without(index)).streams[stream]).toMatchObject({ missing: 1, repeated: 0 });
    const twice = (await again(index)).streams[stream];
    expect(twice?.missing).toBe(0);
    expect(twice?.repeated).toBeGreaterThan(0);
  });

  it('finds what came in another order', async () => {
    const [first, second] = [all[6], all[7]];
    if (!first || !second) throw new Error('There are two signals.');
    expect((await judgeNoted(all.toSpliced(6, 2, second, first), happened)).misplaced).toBe(1);
    expect((await judgeNoted([...all.slice(0, 8), ...all.slice(8).reverse()], happened)).misplaced).toBe(1);
  });

  it('counts gaps, messages without an event, and parts that were away', async () => {
    const gap = { stream: 'trades', event: null, gap: { reason: 'TOO_OLD' } };
    const partial = { ...trade(4), errors: [{ message: 'market is away' }] };
    const verdict = await judgeNoted([...all.toSpliced(4, 1, partial), gap], happened);
    expect(verdict).toMatchObject({ gaps: 1, empty: 1, partial: 1 });
    expect(verdict.examples.join()).toContain('TOO_OLD');
  });
});
