import { Supergraph as ComposedSupergraph, operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { Metrics } from '@marketgraph/service';
import { type GraphQLError, parse } from 'graphql';
import { expect, test } from 'vitest';
import { fetchesOf } from '../../src/execution/plan-fetches.ts';
import { QueryExecutor } from '../../src/execution/query-executor.ts';
import { Planner } from '../../src/supergraph/planner.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { within } from '../../src/supergraph/within.ts';
import { type FederatedGraph, subgraph, supergraphOf } from './federated-graph.ts';

function endless(): never {
  for (;;);
}

function failing(work: () => unknown): GraphQLError {
  try {
    work();
  } catch (error) {
    return error as GraphQLError;
  }
  throw new Error('It did not fail.');
}

test('work that never ends is ended, and is too much where it had the processor', () => {
  const { extensions } = failing(() => within(20, endless, () => ({ user: 19_000, system: 0 })));
  expect(extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'PLANNING', most: 20 });
});

test('work that did not get the processor is begun again, and is done when it gets it', () => {
  let tries = 0;
  const slowAtFirst = () => (++tries < 3 ? endless() : 'done');
  expect(within(20, slowAtFirst, () => ({ user: 1_000, system: 0 }))).toBe('done');
});

test('work that never gets the processor is begun three times, and may be asked for again', () => {
  let tries = 0;
  const endlessly = () => {
    tries++;
    endless();
  };
  const { extensions } = failing(() => within(20, endlessly, () => ({ user: 1_000, system: 0 })));
  expect({ extensions, tries }).toEqual({ extensions: { code: 'DEADLINE_EXCEEDED' }, tries: 3 });
});

test('work that gets the processor when it is begun again is too much if it still does not end', () => {
  const used = [1_000, 19_000];
  const usage = (before?: NodeJS.CpuUsage) => ({ user: before ? (used.shift() ?? 0) : 0, system: 0 });
  const { extensions } = failing(() => within(20, endless, usage));
  expect(extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'PLANNING' });
  expect(used).toEqual([]);
});

test('what work in time returns or throws passes', () => {
  expect(within(10_000, () => 'done')).toBe('done');
  const fault = new Error('Its own.');
  expect(
    failing(() =>
      within(10_000, () => {
        throw fault;
      }),
    ),
  ).toBe(fault);
});

/** Each field of each level can be asked of each subgraph: 3^16 plans. */
function sharedTree(): FederatedGraph {
  const fields = [1, 2, 3, 4].map((n) => `f${n}: Branch`).join(' ');
  const of = (own: string) =>
    subgraph(
      `type Query { root: Branch @shareable } type Branch @key(fields: "id") @shareable { id: ID! ${fields} leaf: Int ${own}: Int }`,
    );
  return { name: 'shared-tree', subgraphs: { a: of('a'), b: of('b'), c: of('c') }, cases: [] };
}

function asked(selection: string, levels: number): string {
  if (levels === 0) return '{ leaf a b }';
  return `{ ${[1, 2, 3, 4].map((n) => `f${n} ${asked(selection, levels - 1)}`).join(' ')} ${selection} }`;
}

const sdl = supergraphOf(sharedTree(), (name) => `http://127.0.0.1:1/${name}`);

test('where any subgraph could answer, few plans are weighed and hardly more is fetched than must be', () => {
  const composed = ComposedSupergraph.build(sdl, { validateSupergraph: false });
  const operation = operationFromDocument(composed.apiSchema(), parse(`{ root ${asked('c', 2)} }`));
  const before = process.threadCpuUsage();
  const { node } = new Planner(composed, 60_000).plan(operation);
  const { user } = process.threadCpuUsage(before);
  expect(fetchesOf(node, []).length).toBeLessThanOrEqual(4);
  expect(user / 1_000).toBeLessThan(1_500);
});

test('an operation that cannot be planned in time is refused, and not planned again', async () => {
  let planned = 0;
  const plan = (): QueryPlan => {
    planned++;
    return within(20, endless, () => ({ user: 19_000, system: 0 }));
  };
  const executor = new QueryExecutor({ metrics: new Metrics(), validFor: () => null });
  (await executor.prepare({ ...readSupergraph(sdl), planner: { plan } }, {}))();
  const text = '{ root { leaf } }';
  const context = { viewer: null } as never;
  const request = { text, hash: 'h', operationName: undefined, document: parse(text), variables: {}, context };
  for (let round = 0; round < 2; round++) {
    const { data, errors } = await executor.execute(request);
    expect({ data, codes: errors?.map(({ extensions }) => extensions['code']) }).toEqual({ data: undefined, codes: ['LIMIT_EXCEEDED'] });
  }
  expect(planned).toBe(1);
});
