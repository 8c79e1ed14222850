import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { buildSchema, execute, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/execution/compiled-operation.ts';
import type { DataSource } from '../../src/queries/data-source.ts';
import { InProcessDataSource } from '../../src/queries/in-process-data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { Dice } from '../support/dice.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';
import { type AnyWorld, anySubgraph, populate } from './any-world.ts';
import { QueryMaker } from './query-maker.ts';
import { bothExecutors, told } from './stock.ts';

/** A failure names its seed: `EXECUTION_SEED=42 EXECUTION_OPERATIONS=1` makes it again, `EXECUTION_OPERATIONS=5000` looks further. */
const FIRST = Number(process.env['EXECUTION_SEED'] ?? 1);
const COUNT = Number(process.env['EXECUTION_OPERATIONS'] ?? 150);
const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index);

const text = (name: string) => readFileSync(schemaFile(`${name}.graphql`), 'utf8');
const supergraph = readSupergraph(text('supergraph'));
const world: AnyWorld = { salt: '', faults: 0, unknown: 0 };
const monolith = populate(buildSchema(text('api')), world);
const sources: Record<string, DataSource> = Object.fromEntries(
  ['market', 'news-sentiment', 'alerts', 'accounts', 'platform'].map((name) => {
    const schema = anySubgraph(parse(text(name)), world);
    return [name, new InProcessDataSource({ schema, createContext: () => ({}) })];
  }),
);

test.each(seeds)('a query of the graph is answered as the stock executor and as a monolith answer it (seed %i)', async (seed) => {
  const { query, variables, operationName } = new QueryMaker(supergraph.api, new Dice(seed)).make();
  const note = `${query}\n${JSON.stringify(variables)}`;
  const { ours, stock } = bothExecutors(supergraph, query, operationName);
  Object.assign(world, { salt: String(seed), faults: seed % 2 ? 0 : 15, unknown: 0 });

  const answer = await ours(sources, variables);

  const expected = placed(
    (await execute({ schema: monolith, document: parse(query), variableValues: variables, operationName })) as Answer,
  );
  expect(placed(answer), note).toEqual(expected);
  // The stock executor forgets what an object is in fragments on interfaces, and then members of it.
  const known = await stock(sources, variables);
  if (isDeepStrictEqual(placed(known), expected))
    expect(await told(Promise.resolve(answer)), note).toEqual(await told(Promise.resolve(known)));
});

/** The order of members is left out, and so is which of several errors emptied a place: see generated-operations.test.ts. */
function placed({ data, errors = [] }: Answer) {
  const places = errors.map(({ message, path = [] }) => {
    const length = emptiedAt(data, path);
    return length < path.length ? `${path.slice(0, length).join('.')} is emptied` : `${path.join('.')}: ${message}`;
  });
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: [...new Set(places)].sort() };
}

/** How much of the path is still there. */
function emptiedAt(data: unknown, path: readonly (string | number)[]): number {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return index;
    value = (value as Record<string | number, unknown>)[key];
  }
  return path.length;
}
