import { describe, expect, it } from 'vitest';
import { type Heard, judgeSubscriber } from '../ledger/judge-subscriber.ts';
import type { LedgerEntry } from '../ledger/ledger-file.ts';

/** Trades 1 to 10; the fifth is told again after the seventh. */
const told: LedgerEntry[] = [1, 2, 3, 4, 5, 6, 7, 5, 8, 9, 10].map((key, order) => {
  return { symbol: 'BTC-USD', source: 'coinbase', key, at: key, price: '1.50', size: '2', t: order, repeat: order === 7, order };
});
const heard = (...keys: (number | 'gap')[]): Heard[] =>
  keys.map((key) => (key === 'gap' ? { gap: '' } : { symbol: 'BTC-USD', at: key + 1_000, price: '1.5', size: '2.0' }));
const judged = (...keys: (number | 'gap')[]) => judgeSubscriber(heard(...keys), told, { coinbase: 1_000 });

describe('the judge of a subscriber', () => {
  it('finds nothing where every trade was told once, with or without what the venue repeated', async () => {
    const nothing = { missing: 0, repeated: 0, misplaced: 0, gaps: 0, inGaps: 0, errors: 0, examples: [] };
    expect(await judged(1, 2, 3, 4, 5, 6, 7, 5, 8, 9, 10)).toEqual({ received: 11, ...nothing });
    expect(await judged(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).toEqual({ received: 10, ...nothing });
  });

  it('finds a trade that is missing, in the middle or at the end', async () => {
    expect(await judged(1, 2, 4, 5, 6, 7, 8, 9, 10)).toMatchObject({ missing: 1, repeated: 0 });
    expect(await judged(1, 2, 3, 4, 5, 6, 7, 8)).toMatchObject({ missing: 2, repeated: 0 });
  });

  it('finds a trade that came twice', async () => {
    expect(await judged(1, 2, 3, 2, 3, 4, 5, 6, 7, 8, 9, 10)).toMatchObject({ missing: 0, repeated: 2 });
  });

  it('accepts what a told gap passes over, and what comes again behind it', async () => {
    expect(await judged(1, 2, 'gap', 6, 7, 8, 9, 10)).toMatchObject({ missing: 0, repeated: 0, gaps: 1, inGaps: 3 });
    expect(await judged(1, 2, 3, 4, 'gap', 3, 4, 5, 6, 7, 8, 9, 10)).toMatchObject({ missing: 0, repeated: 0, gaps: 1, inGaps: 0 });
    expect(await judged(1, 2, 3, 'gap')).toMatchObject({ missing: 0, inGaps: 7 });
  });

  it('tells trades apart that equal each other, by what follows them', async () => {
    const twins = told.map((entry) => ({ ...entry, at: Math.min(entry.at, 8) }));
    const behind = (...keys: (number | 'gap')[]) => judgeSubscriber(heard(...keys), twins, { coinbase: 1_000 });
    expect(await behind(1, 2, 'gap', 8, 8)).toMatchObject({ missing: 0, repeated: 0, misplaced: 0 });
    expect(await behind(1, 2, 'gap', 8, 8, 8, 8)).toMatchObject({ repeated: 1 });
  });

  it('finds a trade that its venue never told', async () => {
    expect(await judged(1, 99, 2, 3, 4, 5, 6, 7, 8, 9, 10)).toMatchObject({ missing: 0, misplaced: 1 });
  });
});
