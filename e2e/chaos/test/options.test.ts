import { describe, expect, it } from 'vitest';
import { BadArguments, readOptions } from '../options.ts';

const read = (...args: string[]) => readOptions(args, ['ingest', 'scale'], { ingest: 120, scale: 60 });

describe('the arguments of chaos', () => {
  it('have defaults, and a seed that is drawn', () => {
    const { scenario, options } = read('scale');
    expect({ scenario, ...options, seed: 0 }).toEqual({
      ...{ scenario: 'scale', seed: 0, seconds: 60, rate: 5_000 },
      ...{ keep: false, oneProcess: false, venue: 'coinbase' },
    });
    expect(read('ingest', '--seed', '7', '--seconds', '20', '--rate', '100', '--keep').options).toMatchObject({
      seed: 7,
      seconds: 20,
      rate: 100,
      keep: true,
    });
    expect(read('ingest', '--one-process', '--venue', 'kraken').options).toMatchObject({ oneProcess: true, venue: 'kraken' });
  });

  it.each([
    [[], 'Name one scenario'],
    [['nothing'], 'Name one scenario'],
    [['ingest', 'scale'], 'Name one scenario'],
    [['ingest', '--rate', 'fast'], '--rate is to be a whole number from 10 to 100000, and not fast.'],
    [['ingest', '--seconds', '1'], '--seconds is to be a whole number from 10 to 3600, and not 1.'],
    [['ingest', '--venue', 'lloyds'], '--venue is to be one of coinbase, binance, kraken, and not lloyds.'],
    [['ingest', '--loud'], 'Unknown option'],
  ])('are refused in one sentence: %j', (args, sentence) => {
    expect(() => read(...args)).toThrow(BadArguments);
    expect(() => read(...args)).toThrow(sentence);
  });
});
