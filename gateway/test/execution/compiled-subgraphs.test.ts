import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { Slices } from '@marketgraph/service';
import { CompiledOperations } from '@marketgraph/subgraph-server';
import { HandTurns } from '@marketgraph/test-kit';
import { type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { DataSource, DataSourceAnswer, DataSourceRequest } from '../../src/queries/data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { Dice } from '../support/dice.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';
import { type AnyWorld, anySubgraph } from './any-world.ts';
import { QueryMaker } from './query-maker.ts';
import { shopSubgraphs } from './shop.ts';
import { bothExecutors } from './stock.ts';

/** A failure names its seed: `EXECUTION_SEED=42 EXECUTION_OPERATIONS=1` makes it again, `EXECUTION_OPERATIONS=1500` looks further. */
const FIRST = Number(process.env['EXECUTION_SEED'] ?? 1);
const COUNT = Number(process.env['EXECUTION_OPERATIONS'] ?? 60);
const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index);

const text = (name: string) => readFileSync(schemaFile(`${name}.graphql`), 'utf8');
const supergraph = readSupergraph(text('supergraph'));
const world: AnyWorld = { salt: '', faults: 0, unknown: 0 };

/** Of one operation. The executor would take a failing expectation for a subgraph's fault: each pair is compared when all is told. */
const pairs: { readonly query: string; readonly ours: object; readonly expected: object }[] = [];
let everCompared = 0;
/** Answers in which more than one failure is told of a place that is empty. */
let severalTold = 0;
const sources = Object.fromEntries(
  ['market', 'news-sentiment', 'alerts', 'accounts', 'platform'].map((name) => [name, comparing(anySubgraph(parse(text(name)), world))]),
);

/**
 * Asked without a planner: fields that may be null and others that may not stand together, in lists and in lists of lists. What is made in one
 * piece fails in the order of graphql-js: of several failures that empty one place the first is told.
 */
const inOnePiece = new Slices(new HandTurns());
const shop = shopSubgraphs
  .map(({ typeDefs }) => anySubgraph(typeDefs, world))
  .map((schema) => ({ schema, source: comparing(schema, inOnePiece) }));

test.each(seeds)('what a subgraph compiles it answers as graphql-js does, whatever the planner asks of it (seed %i)', async (seed) => {
  pairs.length = 0;
  const { query, variables, operationName } = new QueryMaker(supergraph.api, new Dice(seed)).make();
  Object.assign(world, { salt: String(seed), faults: seed % 2 ? 0 : 15, unknown: seed % 3 ? 0 : 15 });
  await bothExecutors(supergraph, query, operationName).ours(sources, variables);
  for (const { query: asked, ours, expected } of pairs) expect(ours, asked).toEqual(expected);
});

test('there was something to compare', () => {
  expect(everCompared).toBeGreaterThan(COUNT / 2);
});

test.each(seeds)('where much fails it tells the failures that graphql-js tells (seed %i)', async (seed) => {
  pairs.length = 0;
  Object.assign(world, { salt: String(seed), faults: 120, unknown: 0 });
  for (const { schema, source } of shop) {
    const request = new QueryMaker(schema, new Dice(seed)).make();
    await source.process({ request } as unknown as DataSourceRequest);
  }
  for (const { query: asked, ours, expected } of pairs) expect(ours, asked).toEqual(expected);
});

test('several failures were told of one place', () => {
  expect(severalTold).toBeGreaterThan(COUNT / 60);
});

function comparing(schema: GraphQLSchema, slices?: Slices): DataSource {
  const operations = new CompiledOperations(schema, slices);
  return {
    async process({ request: { query = '', variables, operationName } }) {
      const expected = await execute({ schema, document: parse(query), variableValues: variables, operationName, contextValue: {} });
      const operation = { query, variables, operationName, context: {} };
      everCompared++;
      if (hasSeveralOfOnePlace(expected)) severalTold++;
      // Told at once: the executor writes into what it is answered.
      pairs.push({ query, ours: told(await operations.execute(operation)), expected: told(expected) });
      return expected as DataSourceAnswer;
    },
  };
}

/** Errors are told in any order: promises settle in their own. */
function told({ data, errors = [] }: ExecutionResult) {
  const failures = errors.map(({ message, path, extensions, originalError }) =>
    JSON.stringify({ message, path, extensions, cause: originalError?.constructor.name }),
  );
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: failures.sort() };
}

/** Of values in one place that is empty. */
function hasSeveralOfOnePlace({ data, errors = [] }: ExecutionResult): boolean {
  const places = errors.map(({ path = [] }) => {
    const there = path.findIndex((_name, index) => (valueAt(data, path.slice(0, index + 1)) ?? null) === null);
    return path.slice(0, there + 1).join('.');
  });
  return new Set(places).size < places.length;
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((value, name) => (value as Record<string | number, unknown> | null | undefined)?.[name], data);
}
