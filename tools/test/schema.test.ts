import { expect, test } from 'vitest';
import { arrange } from '../schema/arrange.mjs';
import { compareApi } from '../schema/compare-api.mjs';
import { compareNotYet, parseNotYet } from '../schema/not-yet.mjs';

const promise = `
  "A thing."
  type Thing implements Node { id: ID!  name(first: Int! = 20, after: String): String }
  interface Node { id: ID! }
  enum Side { BUY SELL }
  input Filter { side: Side = BUY }
  type Query { thing(filter: Filter): Thing }
`;

function compare(change: (sdl: string) => string) {
  const { missing, different } = compareApi(promise, change(promise));
  return { missing, different };
}

test('what is served as promised has no difference', () => {
  expect(compare((sdl) => sdl)).toEqual({ missing: [], different: [] });
});

test('more than promised is fine', () => {
  const more = compare((sdl) => sdl.replace('name(', 'extra: Int  name(other: Int, ').replace('BUY SELL', 'BUY SELL BOTH'));
  expect(more).toEqual({ missing: [], different: [] });
});

/** Each of these would break a partner who built on the promise: planted here, so that the check is known to find it. */
test.each<[string, [string, string], { missing?: string[]; different?: string[] }]>([
  ['a missing field', ['name(first: Int! = 20, after: String): String', ''], { missing: ['Thing.name'] }],
  [
    'a missing type',
    ['input Filter { side: Side = BUY }\n  type Query { thing(filter: Filter): Thing }', 'type Query { thing: Thing }'],
    { missing: ['Filter', 'Query.thing(filter:)'] },
  ],
  ['a missing argument', [', after: String', ''], { missing: ['Thing.name(after:)'] }],
  ['a missing enum value', ['BUY SELL', 'BUY'], { missing: ['Side.SELL'] }],
  ['another type', ['after: String): String', 'after: String): Int'], { different: ['Thing.name: String was promised, Int is served'] }],
  [
    'another nullability',
    ['after: String): String', 'after: String): String!'],
    { different: ['Thing.name: String was promised, String! is served'] },
  ],
  ['another default', ['Int! = 20', 'Int! = 10'], { different: ['Thing.name(first:): the default 20 was promised, 10 is served'] }],
  ['a default that is gone', ['Side = BUY', 'Side'], { different: ['Filter.side: the default BUY was promised, none is served'] }],
  [
    'an argument that became required',
    ['after: String)', 'after: String, must: Int!)'],
    { different: ['Thing.name(must:): required, but not promised'] },
  ],
  ['a description that was dropped', ['"A thing."', ''], { different: ['Thing: its description was dropped'] }],
  ['an interface that was dropped', ['Thing implements Node', 'Thing'], { different: ['Thing: no longer implements Node'] }],
  [
    'another kind of type',
    ['enum Side { BUY SELL }', 'scalar Side'],
    { different: ['Side: another kind of type', 'Filter.side: the default BUY was promised, "BUY" is served'] },
  ],
])('the comparison finds %s', (_, [from, to], expected) => {
  expect(promise).toContain(from);
  expect(compare((sdl) => sdl.replace(from, to))).toEqual({ missing: [], different: [], ...expected });
});

test('a missing type stands for its fields, and what is listed must be missing', () => {
  const listed = parseNotYet('# Words\n\n- Gone.field — market\n- Query.served — alerts\n- Query.never(first:) — accounts\n');
  const outcome = compareNotYet(listed, ['Gone.field', 'Other'], new Set(['Query', 'Query.served']));
  expect(outcome).toEqual({ unlisted: ['Other'], servedAfterAll: ['Query.served'], neverPromised: ['Query.never(first:)'] });
});

test('a line of the list that names no owner is refused', () => {
  expect(() => parseNotYet('- Query.previewAlertRule')).toThrow('is not "- Type.field — owner"');
});

test('the same schema is the same text, in whatever order a library prints it', () => {
  const shuffled = `
    type Query { thing(filter: Filter): Thing }
    enum Side { SELL BUY }
    type Thing implements Node { name(after: String, first: Int! = 20): String  id: ID! }
    interface Node { id: ID! }
    input Filter { side: Side = BUY }
  `;
  expect(arrange(shuffled, promise)).toBe(arrange(promise.replace('"A thing."', ''), promise));
});
