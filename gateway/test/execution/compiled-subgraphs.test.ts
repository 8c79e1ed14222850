import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { CompiledOperations } from '@marketgraph/subgraph-server';
import { type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { DataSource, DataSourceAnswer } from '../../src/queries/data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { Dice } from '../support/dice.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';
import { type AnyWorld, anySubgraph } from './any-world.ts';
import { QueryMaker } from './query-maker.ts';
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
const sources = Object.fromEntries(
  ['market', 'news-sentiment', 'alerts', 'accounts', 'platform'].map((name) => [name, comparing(anySubgraph(parse(text(name)), world))]),
);

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

function comparing(schema: GraphQLSchema): DataSource {
  const operations = new CompiledOperations(schema);
  return {
    async process({ request: { query = '', variables, operationName } }) {
      const expected = await execute({ schema, document: parse(query), variableValues: variables, operationName, contextValue: {} });
      const operation = { query, variables, operationName, context: {} };
      everCompared++;
      // Told at once: the executor writes into what it is answered.
      pairs.push({ query, ours: told(await operations.execute(operation)), expected: told(expected) });
      return expected as DataSourceAnswer;
    },
  };
}

/** Which of several errors emptied a place depends on the order in which promises settle: the place alone counts. */
function told({ data, errors = [] }: ExecutionResult) {
  const places = errors.map(({ message, path = [], extensions, originalError }) => {
    const there = path.findIndex((_name, index) => valueAt(data, path.slice(0, index + 1)) === undefined);
    return there > 0
      ? `${path.slice(0, there).join('.')} is emptied`
      : { message, path, extensions, cause: originalError?.constructor.name };
  });
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: new Set(places.map((place) => JSON.stringify(place))) };
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((value, name) => (value as Record<string | number, unknown> | null | undefined)?.[name], data);
}
