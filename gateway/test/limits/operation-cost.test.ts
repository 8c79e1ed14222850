import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, type DocumentNode, type GraphQLField, getNamedType, getOperationAST, isObjectType, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { isList } from '../../src/limits/list-sizes.ts';
import { operationCost } from '../../src/limits/operation-cost.ts';
import { readQueryLimits } from '../../src/limits/query-limits.ts';
import { usualSizes } from '../../src/limits/usual-sizes.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';

const schema = buildSchema(readFileSync(schemaFile('api.graphql'), 'utf8'));

const isSized = ({ args }: GraphQLField<unknown, unknown>) => args.some(({ name }) => name === 'first' || name === 'last');

/** The examples of the schema, each by itself; the dashboard's operations with the fragments that they have in common. */
function ownDocuments(): [string, DocumentNode][] {
  const read = (folder: string) =>
    readdirSync(new URL(folder, import.meta.url))
      .filter((name) => name.endsWith('.graphql'))
      .map((name): [string, string] => [name, readFileSync(new URL(folder + name, import.meta.url), 'utf8')]);
  const dashboard = read('../../../web/src/graphql/documents/').map(([, text]) => text);
  return [...read('../../../schema/examples/'), ['the dashboard', dashboard.join('\n')] as const].map(([name, text]) => [
    name,
    parse(text),
  ]);
}

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

test('a list multiplies what is asked of its entries, and four for each entry itself, by the size that its argument says', () => {
  const one = costOf('{ instruments(first: 1) { nodes { symbol name } } }');
  const thousand = costOf('{ instruments(first: 1000) { nodes { symbol name } } }');
  expect(thousand - one).toBe(999 * (4 + 2));
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

test('what a viewer keeps in lists is counted in its usual length', () => {
  expect(costOf('{ viewer { watchlists { instruments { symbol } } } }')).toBe(1 + 10 * (4 + 20 * (4 + 1)));
  expect(costOf('{ viewer { watchlists { symbols } } }')).toBe(1 + 10 * (4 + 500 * 0.5));
});

test('names in a filter bound the instruments that they name, and nothing else', () => {
  const named = '{ articles(filter: { symbols: ["A"] }, first: 100) { nodes { id } } }';
  expect(costOf(named)).toBe(costOf('{ articles(first: 100) { nodes { id } } }'));
});

test('the length of every list that no argument bounds is known', () => {
  const all = Object.values(schema.getTypeMap()).filter(isObjectType);
  const types = all.filter(({ name }) => !name.startsWith('__'));
  const fields = types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
  // The entries of a connection, and a series' columns, are as many as its own field says.
  const sized = fields.filter(({ field }) => isSized(field) && !isList(field.type)).map(({ field }) => getNamedType(field.type).name);
  const lists = fields.filter(({ type, field }) => isList(field.type) && !isSized(field) && !sized.includes(type.name));
  const places = lists.filter(({ field }) => field.name !== 'userErrors').map(({ type, field }) => `${type.name}.${field.name}`);
  expect(places.toSorted()).toEqual(Object.keys(usualSizes).toSorted());
});

test.each(ownDocuments())('what we ask ourselves is admitted: %s', (_, document) => {
  const { cost: most, costPerEvent } = readQueryLimits();
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const cost = operationCost(schema, document, operation)({ first: 100, last: 1_000 });
    expect(cost, operation.name?.value).toBeLessThan(operation.operation === 'subscription' ? costPerEvent : most / 2);
  }
});

test('a page of 5,000 candles with their prices may be asked for, and with all that is told of them 3,300', () => {
  const page = (last: number, fields: string) => costOf(`{ instrument(symbol: "A") { candles(last: ${last}) { nodes { ${fields} } } } }`);
  const prices = 'openTime open high low close volume';
  const { cost } = readQueryLimits();
  expect(page(5_000, prices)).toBeLessThan(cost);
  expect(page(3_300, `${prices} closeTime tradeCount closed revision complete`)).toBeLessThan(cost);
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
  expect(costs).toEqual([516, 1_116]);
});

test('what the schema does not know costs nothing: it is refused by name', () => {
  expect(costOf('{ nothing(first: 1000) { at { all } } viewer { id } }')).toBe(costOf('{ viewer { id } }'));
});
