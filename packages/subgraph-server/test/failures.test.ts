import { buildSchema, type ExecutionResult, execute, type GraphQLObjectType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { CompiledOperations } from '../src/compiled-operations.ts';

const schema = buildSchema(`
  type Trade { price: Int symbol: String! venue: String! }
  type Query { trades: [Trade!] some: [Trade] trade: Trade }
`);
const venue = (schema.getType('Trade') as GraphQLObjectType).getFields()['venue'];
if (venue) venue.resolve = ({ at }) => at;

/** What queries find; made anew for each executor. */
let found: Record<string, unknown> = {};
for (const [name, field] of Object.entries((schema.getType('Query') as GraphQLObjectType).getFields())) field.resolve = () => found[name];

const told = ({ data, errors = [] }: ExecutionResult) => ({
  data: JSON.stringify(data),
  errors: errors.map(({ message, path }) => `${path?.join('.')}: ${message}`),
});

const away = (what: string) => Promise.reject(new Error(`${what} is away.`));

function* broken() {
  yield { symbol: 'AAPL' };
  throw new Error('The list breaks off.');
}

const unreadable = Object.defineProperty({}, 'then', {
  get() {
    throw new Error('It does not let itself be read.');
  },
});

const throwing = Object.defineProperty({}, 'then', {
  value() {
    throw new Error('It cannot be waited for.');
  },
});

test.each<[string, string, () => Record<string, unknown>]>([
  [
    'what empties a list, beside what failed in it before',
    '{ trades { price symbol } }',
    () => ({
      trades: [
        { price: new Error('No price.'), symbol: 'AAPL' },
        { price: 1, symbol: null },
      ],
    }),
  ],
  [
    'what empties an object by promises, too',
    '{ trade { price symbol } }',
    () => ({ trade: { price: away('price'), symbol: away('symbol') } }),
  ],
  ['nothing of what fails below what is empty', '{ trade { symbol price } }', () => ({ trade: { price: 'x', symbol: null } })],
  [
    'members in the order asked, whoever resolves them',
    '{ trade { venue price symbol } }',
    () => ({ trade: { at: null, price: 'x', symbol: null } }),
  ],
  ['a list that breaks off', '{ some { symbol } }', () => ({ some: broken() })],
  ['a promised list that breaks off', '{ some { symbol } }', () => ({ some: Promise.resolve().then(broken) })],
  ['an item that cannot be read', '{ some { symbol } }', () => ({ some: [{ symbol: 'AAPL' }, unreadable] })],
  ['an item that cannot be waited for', '{ some { symbol } }', () => ({ some: [{ symbol: 'AAPL' }, throwing] })],
])('of failures graphql-js tells %s, and so do compiled operations', async (_what, query, values) => {
  found = values();
  const expected = told(await execute({ schema, document: parse(query) }));
  found = values();
  const ours = told(await new CompiledOperations(schema).execute({ query, context: {} }));
  expect(ours).toEqual(expected);
  expect(ours.errors.length).toBeGreaterThan(0);
});
