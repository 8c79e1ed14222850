import { expect, test } from 'vitest';
import type { DataSourceAnswer, DataSourceRequest } from '../src/queries/data-source.ts';
import { EntityBatching } from '../src/queries/entity-batching.ts';

const QUERY = 'query($representations:[_Any!]!){_entities(representations:$representations){...on Instrument{name}}}';

function setUp(answer?: (symbols: string[]) => DataSourceAnswer) {
  const calls: string[][] = [];
  const source = new EntityBatching({
    process: async ({ request }) => {
      const symbols = ((request.variables?.['representations'] ?? []) as { symbol: string }[]).map(({ symbol }) => symbol);
      calls.push(symbols);
      return answer?.(symbols) ?? { data: { _entities: symbols.map((symbol) => ({ name: `${symbol} Inc.` })) } };
    },
  });
  const ask = (context: object, symbols: string[], more: Record<string, unknown> = {}) =>
    source.process({
      request: { query: QUERY, variables: { representations: symbols.map((symbol) => ({ symbol })), ...more } },
      context,
    } as unknown as DataSourceRequest);
  return { calls, ask };
}

test('entity fetches of one context go together, and each gets its own answer', async () => {
  const { calls, ask } = setUp();
  const context = { viewer: null };
  const answers = await Promise.all([ask(context, ['A', 'B']), ask(context, ['C'])]);
  expect(calls).toEqual([['A', 'B', 'C']]);
  expect(answers.map(({ data }) => data)).toEqual([
    { _entities: [{ name: 'A Inc.' }, { name: 'B Inc.' }] },
    { _entities: [{ name: 'C Inc.' }] },
  ]);
});

test('fetches of different contexts or variables never go together', async () => {
  const { calls, ask } = setUp();
  const context = { viewer: null };
  await Promise.all([ask(context, ['A']), ask({ viewer: { id: 'ann', role: 'USER' } }, ['B']), ask(context, ['C'], { first: 2 })]);
  expect(calls.map((call) => call.length)).toEqual([1, 1, 1]);
});

test('an error of one entity reaches the fetch that asked for it, at its own place', async () => {
  const { ask } = setUp(() => ({
    data: { _entities: [{ name: 'A' }, { name: 'B' }, { name: null }] },
    errors: [{ message: 'no name', path: ['_entities', 2, 'name'] }],
  }));
  const context = { viewer: null };
  const [first, second] = await Promise.all([ask(context, ['A', 'B']), ask(context, ['C'])]);
  expect(first?.errors).toBeUndefined();
  expect(second?.errors).toEqual([{ message: 'no name', path: ['_entities', 0, 'name'] }]);
});

test('an error of the whole call reaches everyone', async () => {
  const { ask } = setUp(() => ({ data: null, errors: [{ message: 'away' }] }));
  const context = { viewer: null };
  const answers = await Promise.all([ask(context, ['A']), ask(context, ['B'])]);
  expect(answers).toEqual([
    { data: null, errors: [{ message: 'away' }] },
    { data: null, errors: [{ message: 'away' }] },
  ]);
});
