import { addDecimals, changePercent, compareDecimals, fromScaled, isDecimal, subtractDecimals, toScaled } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('decimals', () => {
  it('keep every digit on the way to an integer and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 12 }), (value, scale) => {
        expect(toScaled(fromScaled(value, scale), scale)).toBe(value);
      }),
    );
  });

  it('add without the error of floats', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals('181.8', '-0.85')).toBe('180.95');
  });

  it('keep the sign of a negative number below one', () => {
    expect(subtractDecimals('0.25', '0.5')).toBe('-0.25');
  });

  it('compare by value, not by text', () => {
    expect(compareDecimals('1.10', '1.1')).toBe(0);
    expect(compareDecimals('9.9', '10')).toBeLessThan(0);
  });

  it('refuse to drop digits in silence', () => {
    expect(() => toScaled('1.239', 2)).toThrow(RangeError);
    expect(toScaled('1.230', 2)).toBe(123n);
  });

  it('are told from other text', () => {
    expect(['1', '-1.5', '0.00000001'].every(isDecimal)).toBe(true);
    expect(['', '1.', '.5', '1e5', 'NaN', '1,5', '--1'].some(isDecimal)).toBe(false);
  });

  it('have no percentage of zero', () => {
    expect(changePercent('5', '0')).toBeNull();
    expect(changePercent('110', '100')).toBeCloseTo(10);
  });
});
