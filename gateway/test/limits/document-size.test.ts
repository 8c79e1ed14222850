import { readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';
import { sizeFault } from '../../src/limits/document-size.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';

const limitOf = (query: string) => sizeFault(parse(query))?.extensions['limit'];
const times = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, index) => text(index)).join(' ');
/** Each level spreads the next one twice, under names of their own. */
const explosion = (last: string) =>
  `{ instrument(symbol: "A") { ...F0 } } ${times(30, (at) => `fragment F${at} on Article { mentions { ...F${at + 1} } sentiment { ...F${at + 1} } }`)} fragment F30 on Article { ${last} }`;

test.each([
  ['500 times the same field', `{ ${'__typename '.repeat(500)} }`, 'REPEATS'],
  [
    'the same field in overlapping fragments',
    `{ ${times(33, (at) => `...F${at}`)} } ${times(33, (at) => `fragment F${at} on Query { a }`)}`,
    'REPEATS',
  ],
  ['the same field below repeated fields', `{ ${'a { b b b b b b b b } '.repeat(8)} }`, 'REPEATS'],
  ['101 aliases of __typename', `{ ${times(101, (at) => `a${at}: __typename`)} }`, 'ALIASES'],
  ['ten directives on a field', `{ __typename ${'@aa '.repeat(10)} }`, 'DIRECTIVES'],
  ['five directives on an operation', `query ${'@aa '.repeat(5)} { a }`, 'DIRECTIVES'],
  ['five directives on a variable', `query($a: Int ${'@aa '.repeat(5)}) { a(a: $a) }`, 'DIRECTIVES'],
  [
    '33 directives in all',
    `{ ${times(33, (at) => `...F${at} @include(if: true)`)} } ${times(33, (at) => `fragment F${at} on Query { a${at} }`)}`,
    'DIRECTIVES',
  ],
  ['fragments that multiply', explosion('headline'), 'DEPTH'],
  [
    'fragments that multiply at one place',
    `{ ...F0 } ${times(30, (at) => `fragment F${at} on Query { ...F${at + 1} a${at} ...F${at + 1} }`)} fragment F30 on Query { a }`,
    'REPEATS',
  ],
  ['a thousand fields and one', `{ a { ${times(1_001, (at) => `f${at}`)} } }`, 'FIELDS'],
  ['25 root fields out of fragments', `{ ...F } fragment F on Query { ${times(25, (at) => `f${at}`)} }`, 'ROOT_FIELDS'],
  ['15 levels', `${'{ a '.repeat(15)}${'}'.repeat(15)}`, 'DEPTH'],
  ['15 levels in a fragment that nobody spreads', `{ a } fragment F on Query ${'{ a '.repeat(15)}${'}'.repeat(15)}`, 'DEPTH'],
  ['a second operation that is too deep', `query A { a } query B ${'{ a '.repeat(15)}${'}'.repeat(15)}`, 'DEPTH'],
  ['introspection without end', `{ __type(name: "A") ${'{ ofType '.repeat(26)}${'}'.repeat(26)} }`, 'DEPTH'],
  ['a hundred definitions and one', times(101, (at) => `query Q${at} { a }`), 'DEFINITIONS'],
])('a document passes a limit: %s', (_, query, limit) => {
  expect(limitOf(query)).toBe(limit);
});

test.each([
  ['14 levels', `${'{ a '.repeat(14)}${'}'.repeat(14)}`],
  ['the same field 32 times', `{ x { ${'a '.repeat(32)} } }`],
  ['one fragment spread often', `{ x { ${'...F '.repeat(32)} } } fragment F on X { a { b } }`],
  ['what tools ask of a schema', getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, oneOf: true })],
])('a document within the limits is admitted: %s', (_, query) => {
  expect(sizeFault(parse(query))).toBeNull();
});

test.each([
  ['at once', '{ ...A } fragment A on Query { a ...A }'],
  ['by others', '{ ...A } fragment A on Query { a { ...B } } fragment B on Query { a { ... { ...A } } }'],
  ['without being spread', '{ a } fragment A on Query { ...B } fragment B on Query { ...A }'],
])('a fragment that spreads itself is refused before it is followed: %s', (_, query) => {
  expect(sizeFault(parse(query))?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('the documents that are dearest to validate and still admitted take milliseconds', () => {
  const schema = buildSchema(readFileSync(schemaFile('api.graphql'), 'utf8'));
  const leaves = ['id', 'symbol', 'name', 'assetClass', 'region', 'currency', 'sector', 'tickSize', 'tradeCount', 'lastTradeAt'];
  const quote = 'quote { price bid ask change open high low volume asOf source freshness previousClose }';
  const dear = [
    `{ instrument(symbol: "A") { ${leaves.map((leaf) => `${leaf} `.repeat(32)).join(' ')} } }`,
    `{ instrument(symbol: "A") { ${times(32, () => quote)} } }`,
    `{ instrument(symbol: "A") { ${times(30, (at) => `...F${at}`)} } } ${times(30, (at) => `fragment F${at} on Instrument { ${leaves.join(' ')} ${quote} }`)}`,
    `{ ${times(24, () => 'instruments(filter: { symbols: ["a", "b"], search: "x" }, orderBy: NAME, first: 10, after: "x") { totalCount }')} }`,
  ].map((query) => parse(query));
  expect(dear.map(sizeFault)).toEqual(dear.map(() => null));
  const milliseconds = dear.map((document) => {
    // The least of three: on a machine that is short of cores, the rest is what others have done to the caches.
    const tries = [1, 2, 3].map(() => {
      const began = process.threadCpuUsage().user;
      validate(schema, document, specifiedRules);
      return (process.threadCpuUsage().user - began) / 1_000;
    });
    return Math.min(...tries);
  });
  // Twelve once the code is warm. Without the limits the first of them, as long as the tokens allow, takes seconds.
  expect(Math.max(...milliseconds)).toBeLessThan(100);
});
