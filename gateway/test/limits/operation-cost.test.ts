import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { operationCost } from '../../src/limits/operation-cost.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';

const schema = buildSchema(readFileSync(schemaFile('api.graphql'), 'utf8'));

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('It has one operation.');
  return operationCost(schema, document, operation)(variables);
}

test('each value counts once, and what has to be looked up much more', () => {
  expect(costOf('{ viewer { id email } }')).toBe(3);
  expect(costOf('{ instrument(symbol: "A") { name tradeCount } }')).toBe(10 + 3);
  expect(costOf('{ instrument(symbol: "A") { statistics { vwap } } }')).toBe(10 + 1 + 500 + 2);
});

test('a list multiplies what is asked of its entries by the size that its argument says', () => {
  const one = costOf('{ instruments(first: 1) { nodes { symbol name } } }');
  const thousand = costOf('{ instruments(first: 1000) { nodes { symbol name } } }');
  expect(thousand - one).toBe(999 * 3);
});

test.each([
  ['a variable', 'query($n: Int!) { instruments(first: $n) { nodes { symbol } } }', { n: 300 }],
  ["a variable's default", 'query($n: Int! = 300) { instruments(first: $n) { nodes { symbol } } }', {}],
  ['a fragment', 'query($n: Int!) { ...A } fragment A on Query { instruments(first: $n) { ... { nodes { symbol } } } }', { n: 300 }],
  ['edges', 'query($n: Int!) { instruments(first: $n) { edges { cursor } } }', { n: 300 }],
  [
    'symbols',
    'query($s: [String!]) { instruments(filter: { symbols: $s }, first: 500) { nodes { symbol } } }',
    { s: Array(300).fill('A') },
  ],
])('the size of a list is read from %s', (_, query, variables) => {
  expect(costOf(query, variables)).toBe(costOf('{ instruments(first: 300) { nodes { symbol } } }'));
});

test('the default of the schema counts where nothing is said', () => {
  expect(costOf('{ instruments { nodes { symbol } } }')).toBe(costOf('{ instruments(first: 50) { nodes { symbol } } }'));
  expect(costOf('query($n: Int) { instrument(symbol: "A") { candles(first: $n) { nodes { open } } } }')).toBeGreaterThan(500);
});

test('lists that say nothing of their size are taken for short ones', () => {
  expect(costOf('{ viewer { watchlists { instruments { symbol } } } }')).toBe(1 + 3 * (1 + 3 * 2));
});

test('lists in lists multiply, and columns are far cheaper than rows', () => {
  const rows = costOf('{ instruments(first: 100) { nodes { candles(first: 1000) { nodes { open close } } } } }');
  const columns = costOf('{ instruments(first: 100) { nodes { candleSeries(last: 1000) { open close } } } }');
  expect(rows).toBeGreaterThan(300_000);
  expect(columns).toBeLessThan(rows / 5);
});

test('periods of an indicator count: so many candles are read before its first value', () => {
  const costs = ['', ', period: 100'].map((period) =>
    costOf(`{ instrument(symbol: "A") { indicator(kind: SMA${period}, last: 1) { value } } }`),
  );
  expect(costs).toEqual([413, 1_013]);
});

test('what the schema does not know costs nothing: it is refused by name', () => {
  expect(costOf('{ nothing(first: 1000) { at { all } } viewer { id } }')).toBe(costOf('{ viewer { id } }'));
});
