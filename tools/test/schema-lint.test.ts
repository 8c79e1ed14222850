import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintSubgraphs } from '../schema/lint.mjs';
import { schemaFolder, subgraphs } from '../schema/places.mjs';

const base =
  'type Good @key(fields: "id") { id: ID! price(currency: String!): Int weight: Int size: Size }  type Size { width(unit: String): Int }';
const key = 'type Good @key(fields: "id") { id: ID!';

/** Each composes, and is answered wrongly (gateway/test/federation): planted here, so that the lint is known to find it. */
test.each<[string, Record<string, string>, string[]]>([
  [
    'a required field with arguments',
    { ship: `${key} price(currency: String!): Int @external  cost: Int @requires(fields: "price(currency: \\"EUR\\")") }` },
    ['ship: Good.cost requires price with arguments'],
  ],
  [
    'one that is nested',
    { ship: `${key} size: Size @external  area: Int @federation__requires(fields: "size { width(unit: \\"cm\\") }") }` },
    ['ship: Good.area requires size, width with arguments'],
  ],
  [
    'subgraphs that require each other’s fields',
    {
      one: `${key} second: Int @external  third: Int @requires(fields: "second") }`,
      two: `${key} first: Int @external  third: Int @external  second: Int @requires(fields: "first")  fourth: Int @requires(fields: "third") }`,
    },
    ['two: Good.fourth requires what requires itself again'],
  ],
  [
    'an interface object',
    { money: 'type Account @key(fields: "id") @interfaceObject { id: ID! }' },
    ['money: Account is an @interfaceObject'],
  ],
])('%s is refused', (_, planted, found) => {
  expect(lintSubgraphs({ base, ...planted })).toEqual(found);
});

test('what is planned rightly is not: chains of requirements, and fields without arguments', () => {
  const one = `${key} weight: Int @external  cost: Int @requires(fields: "weight") }`;
  const two = `${key} cost: Int @external  tax: Int @requires(fields: "cost") }`;
  expect(lintSubgraphs({ base, one, two })).toEqual([]);
});

test('the committed subgraphs have none of these', () => {
  const sdl = Object.fromEntries(subgraphs.map((name) => [name, readFileSync(join(schemaFolder, `${name}.graphql`), 'utf8')]));
  expect(lintSubgraphs(sdl)).toEqual([]);
});
