import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DecimalSum } from '../../src/domain/decimal-sum.ts';

const decimal = fc
  .record({
    negative: fc.boolean(),
    whole: fc.bigInt({ min: 0n, max: 10n ** 20n }),
    fraction: fc.string({ unit: fc.constantFrom('0', '1', '5', '9'), maxLength: 9 }),
  })
  .chain(({ negative, whole, fraction }) =>
    fc.constantFrom(whole, whole % 1_000n).map((some) => `${negative ? '-' : ''}${some}${fraction && `.${fraction}`}`),
  );

const step = fc.oneof(fc.tuple(decimal), fc.tuple(decimal, decimal));

/** In units of 10^-18. */
function unitsOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  return BigInt(whole + fraction.padEnd(18, '0')) * (text.startsWith('-') ? -1n : 1n);
}

it('sums and products are exact, however large and fine, and in however many parts they are added', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat(), (steps, cut) => {
      const [first, second] = [new DecimalSum(), new DecimalSum()];
      let wanted = 0n;
      steps.forEach(([a, b], index) => {
        const sum = index < cut % 13 ? first : second;
        if (b === undefined) sum.add(a);
        else sum.addProduct(a, b);
        wanted += b === undefined ? unitsOf(a) * 10n ** 18n : unitsOf(a) * unitsOf(b);
      });
      first.addSum(second);
      const [whole = '0', fraction = ''] = first.toString().replace('-', '').split('.');
      const found = BigInt(whole + fraction.padEnd(36, '0')) * (first.toString().startsWith('-') ? -1n : 1n);
      expect(found).toBe(wanted);
    }),
    { numRuns: 2_000 },
  );
});

it('keeps as many decimal places as the finest that was added', () => {
  const sum = new DecimalSum();
  expect(sum.toString()).toBe('0');
  sum.add('1.50');
  sum.add('2');
  expect(sum.toString()).toBe('3.50');
  sum.addProduct('0.1', '0.002');
  expect(sum.toString()).toBe('3.5002');
});
