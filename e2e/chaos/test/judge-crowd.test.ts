import { describe, expect, it } from 'vitest';
import type { Listener } from '../ledger/crowd-file.ts';
import { recoveries } from '../ledger/judge-crowd.ts';

/** Hears one trade at each of these times, told 10 ms before. */
const listener = (index: number, place: number, ...times: number[]): Listener => ({
  index,
  heard: [],
  places: [{ at: 0, place }],
  arrivals: times.map((at) => ({ at, publishedAt: at - 10 })),
});
const gateway = { victim: 'gateway', gateway: 0, killedAt: 1_000, backAt: 4_000, isNeeded: false };
const redis = { victim: 'redis', killedAt: 1_000, backAt: 4_000, isNeeded: true };

describe('how soon a crowd recovers', () => {
  it('counts from the kill of a gateway, for those who were connected to it', () => {
    const crowd = [listener(0, 0, 500, 1_300), listener(1, 1, 1_050)];
    expect(recoveries(crowd, [gateway])['all']).toMatchObject({ concerned: 1, max: 300, never: 0 });
  });

  it('counts from the return of what nobody can do without, for all', () => {
    const crowd = [listener(0, 0, 900, 4_200), listener(1, 1, 900, 4_900)];
    expect(recoveries(crowd, [redis])['redis']).toMatchObject({ concerned: 2, p50: 900, max: 900, never: 0 });
  });

  it('does not take for new what was told before', () => {
    const late = {
      ...listener(0, 0),
      arrivals: [
        { at: 1_100, publishedAt: 900 },
        { at: 2_500, publishedAt: 2_400 },
      ],
    };
    expect(recoveries([late], [gateway])['gateway']).toMatchObject({ max: 1_500 });
  });

  it('finds who never heard anything again', () => {
    expect(recoveries([listener(0, 0, 500)], [gateway])['all']).toMatchObject({ concerned: 1, never: 1 });
  });
});
