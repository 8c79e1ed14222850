import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLetters } from '../../src/main/commands/dead-letters.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';
import { run } from './run.ts';

let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('SPY')]);
});
afterEach(() => bench.close());

describe('dead letters', () => {
  it('are listed with their reason and put back, for the group that could not handle them', async () => {
    await bench.log.append([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 1, Date.UTC(2013, 9, 7), '1')] })]);
    let isPoison = true;
    const handled: string[] = [];
    const consumption = bench.log.consume({
      group: 'testers',
      start: 'oldest',
      handle: async ({ events }) => {
        if (isPoison) throw new Error('It has no taste.');
        handled.push(...events.map(({ event }) => event.key));
      },
    });
    while ((await bench.log.deadLetters()).length === 0) await bench.clock.advance(60_000);
    const { stdout } = await asked('list');
    expect(stdout).toMatch(/^\S+ {2}testers {2}\S+ {2}PricesReceived of SPY: It has no taste\.\n$/);
    expect((await asked('list', 'testers', '--body')).stdout).toContain('"SPY"');
    expect(await asked('list', 'others')).toMatchObject({ code: 0, stdout: '', stderr: 'There are no dead letters.\n' });
    isPoison = false;
    expect((await asked('replay', 'testers', stdout.split(' ')[0] ?? '')).stdout).toBe('1 letter is back in the log for testers.\n');
    while (handled.length === 0) await bench.clock.advance(60_000);
    await consumption.stop();
    expect(handled).toEqual(['SPY']);
    expect(await asked('list')).toMatchObject({ code: 0, stdout: '' });
  });

  it('are not put back for a group that has none', async () => {
    expect(await asked('replay', 'nobody')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('There are no dead letters of a group "nobody"'),
    });
  });

  it('are not asked for in other words', async () => {
    for (const [args, sentence] of [
      [[], 'Say list or replay.'],
      [['burn'], '"burn" is not list or replay.'],
      [['replay'], 'Name the group whose letters are put back.'],
      [['list', '--limit', '0'], '--limit: is less than 1.'],
    ] as const) {
      expect(await asked(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
    }
  });
});

function asked(...args: string[]) {
  return run(deadLetters, args, { DATABASE_URL: bench.url });
}
