import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../src/index.ts';
import { partitionOf } from '../src/partition-of.ts';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('A cursor', () => {
  test('is read as the place that it was made of', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.maxSafeNat(), { maxLength: 8 }),
        fc.option(fc.record({ partition: fc.nat(8), item: fc.nat() })),
        fc.option(fc.uuid(), { nil: undefined }),
        (epoch, positions, partial, life) => {
          fc.pre(epoch.isWellFormed() && epoch.length < 100);
          const place = { epoch, positions, ...(life !== undefined && { life }), ...(partial && { partial }) };
          expect(decodeCursor(encodeCursor(place))).toEqual(place);
        },
      ),
    );
  });

  test.each([
    '',
    'x',
    '%%%',
    'null',
    encoded(null),
    encoded([]),
    encoded(['e']),
    encoded(['e', 'positions']),
    encoded(['e', [-1]]),
    encoded(['e', [1.5]]),
    encoded(['e', [1e300]]),
    encoded([1, [1]]),
    encoded([['e'], [1]]),
    encoded([['e', 1], [1]]),
    encoded(['e', [1], 0]),
    encoded(['e', [1], 0, -1]),
    encoded(['e', [1], 0, 1, 2]),
    encoded({ epoch: 'e' }),
    'A'.repeat(10_000),
  ])('is none when the text is %j', (text) => {
    expect(decodeCursor(text)).toBeNull();
  });
});

describe('The partition of a key', () => {
  test('never changes, because it decides where entries are found', () => {
    expect(['AAPL', 'MSFT', 'BTC-USD', 'EUR-USD', '', 'ü'].map((key) => partitionOf(key, 4))).toMatchInlineSnapshot(`
      [
        3,
        3,
        1,
        2,
        1,
        3,
      ]
    `);
  });
});
