import { compareDecimals, isDecimal } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseExactJson, plainDecimal } from '../../src/providers/exact-json.ts';

it('numbers of JSON stay the digits that were written', () => {
  const text = '{"price":26254.10,"id":9007199254740993,"deep":[{"qty":1e-7}],"text":"1.0","none":null,"yes":true}';
  expect(parseExactJson(text)).toEqual({
    price: '26254.10',
    id: '9007199254740993',
    deep: [{ qty: '1e-7' }],
    text: '1.0',
    none: null,
    yes: true,
  });
});

it('what is no JSON is nothing, however deep it is', () => {
  for (const text of ['', '{', '01', '[1,]', 'NaN', '"', `${'['.repeat(1_000_000)}`]) expect(parseExactJson(text)).toBeUndefined();
  const deep = `${'['.repeat(200_000)}1${']'.repeat(200_000)}`;
  expect(() => parseExactJson(deep)).not.toThrow();
});

it('a member that is named like a prototype changes none', () => {
  parseExactJson('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it('a power of ten is written out, digit by digit', () => {
  const told = ['1e-7', '1.50E+2', '0.5e1', '12e0', '-2.5e-3', '120e-2', '0e5', '1e18'].map(plainDecimal);
  expect(told).toEqual(['0.0000001', '150', '5', '12', '-0.0025', '1.20', '0', '1000000000000000000']);
});

it('what no price can be is null, or no decimal', () => {
  for (const text of ['1e999999999', '1e-999999999', '', 'x', '1e', '.5', '5.', '+1', '1'.repeat(1_000), 'NaN', 'Infinity']) {
    const plain = plainDecimal(text);
    expect([text, plain !== null && isDecimal(plain)]).toEqual([text, false]);
  }
  expect(plainDecimal(5)).toBeNull();
});

it('a number of JSON is the same number written out', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: -6, max: 6 }), (digits, power) => {
      const plain = plainDecimal(`${digits}e${power}`) ?? '';
      const expected = power >= 0 ? `${digits * 10n ** BigInt(power)}` : `${digits}`;
      const scaled = power >= 0 ? plain : `${BigInt(plain.replace('.', ''))}`;
      expect(isDecimal(plain)).toBe(true);
      expect(compareDecimals(scaled, expected)).toBe(0);
    }),
  );
});
