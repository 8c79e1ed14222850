import { expect, test } from 'vitest';
import { variablesFault } from '../../src/limits/variable-size.ts';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

test('variables that are nested too deeply are refused, however deep they are', () => {
  const faults = [16, 18, 100_000].map((levels) => variablesFault({ a: nested(levels) })?.extensions['limit']);
  expect(faults).toEqual([undefined, 'VARIABLE_DEPTH', 'VARIABLE_DEPTH']);
});

test('variables that hold too many values are refused, wherever they lie', () => {
  const fault = variablesFault({ a: Array.from({ length: 51 }, () => Array(100).fill(0)) });
  expect(fault?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'VARIABLE_VALUES' });
  expect(variablesFault({ symbols: Array(500).fill('AAPL') })).toBeNull();
});

test.each([[undefined], [null], [{}], [{ a: null, b: 'text' }]])('ordinary variables are admitted: %j', (variables) => {
  expect(variablesFault(variables)).toBeNull();
});
