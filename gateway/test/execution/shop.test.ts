import '../../src/main/without-telemetry.ts';
import { isDeepStrictEqual } from 'node:util';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { type DataSource, unavailable } from '../../src/queries/data-source.ts';
import { InProcessDataSource } from '../../src/queries/in-process-data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { Dice } from '../support/dice.ts';
import { type AnyWorld, anySubgraph } from './any-world.ts';
import { QueryMaker } from './query-maker.ts';
import { composeShop, shopSubgraphs } from './shop.ts';
import { CUT, spoiled } from './spoiled.ts';
import { bothExecutors, misplaced, told } from './stock.ts';
import { telling } from './telling.ts';

/** A failure names its seed: `EXECUTION_SEED=42 EXECUTION_OPERATIONS=1` makes it again, `EXECUTION_OPERATIONS=5000` looks further. */
const FIRST = Number(process.env['EXECUTION_SEED'] ?? 1);
const COUNT = Number(process.env['EXECUTION_OPERATIONS'] ?? 150);
const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index);

const sdl = composeShop();
const supergraph = readSupergraph(sdl);
const world: AnyWorld = { salt: '', faults: 0, unknown: 0 };
const subgraphs = shopSubgraphs.map(({ name, typeDefs }) => [name, anySubgraph(typeDefs, world)] as const);
const sources: Record<string, DataSource> = Object.fromEntries(
  subgraphs.map(([name, schema]) => [name, plainly(new InProcessDataSource({ schema, createContext: () => ({}) }))]),
);

/** All but the one that knows media as interface objects: the type that those tell is no object's. */
const { reviews: _, ...others } = sources;
const tellingSources = { ...sources, ...telling(others) };

/** Where the stock executor answers nothing at all, or overlooks what is no object. */
function isMalformed(error: Error): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'SUBGRAPH_MALFORMED';
}

/** Of an entity only what the subgraph was asked for is missing. */
function isEmptied(error: Error): boolean {
  return isMalformed(error) && !(error as GraphQLError).extensions['serviceName'];
}

function isFault(error: Error): boolean {
  return !(error instanceof GraphQLError) && error.message !== CUT;
}

/** As it comes over HTTP. */
function plainly(source: DataSource): DataSource {
  return { process: async (request) => JSON.parse(JSON.stringify(await source.process(request))) };
}

/** The next one that can be planned: the planner itself fails on some interface objects. */
function made(seed: number) {
  const dice = new Dice(seed);
  for (;;) {
    const { query, variables, operationName } = new QueryMaker(supergraph.api, dice).make();
    const executors = planned(query, operationName);
    if (executors) return { dice, variables, note: `${query}\n${JSON.stringify(variables)}`, ...executors };
  }
}

function planned(query: string, operationName: string) {
  try {
    return bothExecutors(supergraph, query, operationName);
  } catch (error) {
    if (error instanceof Error && error.message.includes('for __typename')) return null;
    throw error;
  }
}

test.each(seeds)('a query at random is answered as the stock executor answers it (seed %i)', async (seed) => {
  const { ours, stock, variables, note } = made(seed);
  imagine(seed, { faults: seed % 2 ? 0 : 30, unknown: seed % 3 ? 0 : 120 });

  const answer = await ours(sources, variables);

  const own = await told(Promise.resolve(answer));
  const known = await told(stock(sources, variables));
  expect(own, note).toEqual(isDeepStrictEqual(own, known) ? known : await told(stock(tellingSources, variables)));
  expect(misplaced(answer), note).toEqual([]);
});

test.each(seeds)(
  'what subgraphs answer against their schemas is told as the stock executor tells it, or is an error of its place (seed %i)',
  async (seed) => {
    const { ours, stock, variables, note } = made(seed);
    imagine(seed);
    const bad = Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, spoiled(source, seed)]));

    const answer = await ours(bad, variables);

    const known = await told(stock(bad, variables));
    if (!known.failed && !answer.errors?.some(isMalformed)) expect(await told(Promise.resolve(answer)), note).toEqual(known);
    expect(answer.data, note).toBeDefined();
    expect(misplaced(answer).filter(isEmptied), note).toEqual([]);
    expect(answer.errors?.filter(isFault) ?? [], note).toEqual([]);
  },
);

test.each(seeds.slice(0, COUNT / 3))('a subgraph that is away leaves the same holes (seed %i)', async (seed) => {
  const { dice, ours, stock, variables, note } = made(seed);
  imagine(seed);
  const away = dice.pick(Object.keys(sources)) ?? '';
  const some = { ...sources, [away]: { process: async () => unavailable(away) } };

  expect(await told(ours(some, variables)), note).toEqual(await told(stock(some, variables)));
});

test.each(seeds.slice(0, COUNT / 3))('nothing is written into answers that belong to their sources (seed %i)', async (seed) => {
  const { ours, variables, note } = made(seed);
  imagine(seed, { faults: 20, unknown: 50 });
  const kept = Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, frozen(source)]));

  expect(await told(ours(kept, variables, true)), note).toEqual(await told(ours(sources, variables)));
});

function imagine(seed: number, wrong: Partial<AnyWorld> = {}): void {
  Object.assign(world, { salt: String(seed), faults: 0, unknown: 0, ...wrong });
}

/** Writing into what it answers throws. */
function frozen(source: DataSource): DataSource {
  return { process: async (request) => freeze(await source.process(request)) };
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
