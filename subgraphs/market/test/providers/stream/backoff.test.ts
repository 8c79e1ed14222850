import { describe, expect, it } from 'vitest';
import { Backoff, VenueAttempts } from '../../../src/providers/stream/backoff.ts';

describe('pauses between attempts to connect', () => {
  it('double up to 15 s, any part of them, and begin anew when data came', () => {
    const backoff = new Backoff(() => 0.5, new VenueAttempts());
    const pauses = Array.from({ length: 9 }, () => backoff.nextMs(0));
    expect(pauses).toEqual([125, 250, 500, 1_000, 2_000, 4_000, 7_500, 7_500, 7_500]);
    backoff.reset();
    expect(backoff.nextMs(0)).toBe(125);
  });

  it('keep below what venues allow, whatever comes before the venue hangs up', () => {
    const backoff = new Backoff(() => 0, new VenueAttempts());
    const attempts: number[] = [];
    for (let now = 0; now < 3_600_000; now += 100 + backoff.nextMs(now)) {
      attempts.push(now);
      backoff.reset();
    }
    for (const from of attempts) expect(attempts.filter((at) => at >= from && at < from + 600_000).length).toBeLessThan(110);
    expect(attempts[30]).toBeLessThan(5_000);
  });

  it('keep below that together, where several connections are cut again and again', () => {
    const venue = new VenueAttempts();
    const connections = Array.from({ length: 6 }, () => ({ backoff: new Backoff(() => 0, venue), at: 0 }));
    for (const _ of connections) venue.join();
    const attempts: number[] = [];
    for (let now = 0; now < 3_600_000; now += 100) {
      for (const connection of connections.filter(({ at }) => at <= now)) {
        attempts.push(now);
        connection.backoff.reset();
        connection.at = now + 100 + connection.backoff.nextMs(now);
      }
    }
    for (const from of attempts) expect(attempts.filter((at) => at >= from && at < from + 600_000).length).toBeLessThan(150);
  });
});
