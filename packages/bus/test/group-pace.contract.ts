import { expect, test } from 'vitest';
import type { Batch } from '../src/index.ts';
import { Collected, consumeInto, type Given, listed, nameOf, series } from './log-harness.ts';

export function groupPaceContract(given: Given): void {
  test('gathers what comes after a small batch, and waits no longer when it stops', async () => {
    const [got, others] = [new Collected(), new Collected()];
    const sizes: number[] = [];
    const handle = async ({ events }: Batch) => {
      sizes.push(events.length);
      got.add(events);
    };
    await given.log.append(series(['AAPL'], 1));
    const gathering = consumeInto(given.log, got, { handle, gatherMs: 3_600_000 });
    await got.reached(1);
    const prompt = consumeInto(given.log, others, { group: 'evaluator' });
    await given.log.append(series(['AAPL'], 2, 2));
    await others.reached(3);
    await given.log.append(series(['AAPL'], 3, 4));
    await others.reached(6);
    await gathering.stop();
    expect(got.names).toEqual(['1']);
    const again = consumeInto(given.log, got, { handle, gatherMs: 3_600_000 });
    await got.reached(6);
    await Promise.all([again.stop(), prompt.stop()]);
    expect(sizes).toEqual([1, 5]);
  });

  test('gathers nothing while it is behind', async () => {
    const got = new Collected();
    await given.log.append(series(['AAPL'], 400));
    const consumption = consumeInto(given.log, got, { maxEntries: 10, gatherMs: 3_600_000 });
    await got.reached(400);
    await consumption.stop();
    expect(got.names).toHaveLength(400);
  });

  test('reads fewer entries at once where they are large, and handles each of them', async () => {
    const got = new Collected();
    const sizes: number[] = [];
    const large = 'x'.repeat(100_000);
    await given.log.append(series(['AAPL'], 60));
    await given.log.append(Array.from({ length: 120 }, (_, index) => listed('AAPL', `${index + 61} ${large}`)));
    await given.log.append(series(['AAPL'], 60, 181));
    const handle = async ({ events }: Batch) => {
      sizes.push(events.reduce((sum, logged) => sum + nameOf(logged).length, 0));
      got.add(events);
    };
    const consumption = consumeInto(given.log, got, { maxEntries: 200, handle });
    await got.reached(240);
    await consumption.stop();
    expect(got.names.map((name) => Number(name.split(' ')[0]))).toEqual(Array.from({ length: 240 }, (_, index) => index + 1));
    expect(Math.max(...sizes)).toBeLessThan(6_000_000);
  });
}
