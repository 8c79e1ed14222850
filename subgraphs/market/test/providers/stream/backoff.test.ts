import { describe, expect, it } from 'vitest';
import { Backoff } from '../../../src/providers/stream/backoff.ts';

describe('pauses between attempts to connect', () => {
  it('double up to 15 s, any part of them, and begin anew when data came', () => {
    const backoff = new Backoff(() => 0.5);
    const pauses = Array.from({ length: 9 }, () => backoff.nextMs(0));
    expect(pauses).toEqual([125, 250, 500, 1_000, 2_000, 4_000, 7_500, 7_500, 7_500]);
    backoff.reset();
    expect(backoff.nextMs(0)).toBe(125);
  });

  it('keep below what venues allow, whatever comes before the venue hangs up', () => {
    const backoff = new Backoff(() => 0);
    const attempts: number[] = [];
    for (let now = 0; now < 3_600_000; now += 100 + backoff.nextMs(now)) {
      attempts.push(now);
      backoff.reset();
    }
    for (const from of attempts) expect(attempts.filter((at) => at >= from && at < from + 600_000).length).toBeLessThan(110);
    expect(attempts[30]).toBeLessThan(5_000);
  });
});
