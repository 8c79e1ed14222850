import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { type DocumentNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { type DataSource, unavailable } from '../../src/queries/data-source.ts';
import { InProcessDataSource } from '../../src/queries/in-process-data-source.ts';
import { readSupergraph, type Supergraph } from '../../src/supergraph/supergraph.ts';
import { Dice } from '../support/dice.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';
import { type AnyWorld, anySubgraph } from './any-world.ts';
import { QueryMaker } from './query-maker.ts';
import { composeShop, shopSubgraphs } from './shop.ts';
import { spoiled } from './spoiled.ts';
import { bothExecutors, told } from './stock.ts';
import { tellingTexts } from './texts.ts';

/** A failure names its seed: `EXECUTION_SEED=42 EXECUTION_OPERATIONS=1` makes it again, `EXECUTION_OPERATIONS=5000` looks further. */
const FIRST = Number(process.env['EXECUTION_SEED'] ?? 1);
const COUNT = Number(process.env['EXECUTION_OPERATIONS'] ?? 75);

type Sources = Readonly<Record<string, DataSource>>;
type Change = (sources: Sources, seed: number) => Sources;

const text = (name: string) => readFileSync(schemaFile(`${name}.graphql`), 'utf8');
const own = ['market', 'news-sentiment', 'alerts', 'accounts', 'platform'].map((name) => ({ name, typeDefs: parse(text(name)) }));

const graphs = {
  'our own graph': graph(readSupergraph(text('supergraph')), own),
  'a graph with interfaces and chains': graph(readSupergraph(composeShop()), shopSubgraphs),
};

const worlds: Readonly<Record<string, { readonly wrong: Partial<AnyWorld>; readonly change: Change; readonly least: number }>> = {
  'all is well': { wrong: {}, change: (sources) => sources, least: 0.5 },
  'something fails': { wrong: { faults: 15, unknown: 60 }, change: (sources) => sources, least: 0 },
  'answers are against their schemas': { wrong: {}, change: spoiledBy, least: 0 },
  'a subgraph is away': { wrong: {}, change: oneAway, least: 0 },
};

const cases = Object.entries(graphs).flatMap(([name, of]) => Object.entries(worlds).map(([state, world]) => ({ name, state, of, world })));

test.each(cases)(
  '$name, where $state: texts are carried into the answer that data makes',
  async ({ of, world: { wrong, change, least } }) => {
    let carried = 0;
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const { executors, variables, note } = made(of.supergraph, seed);
      Object.assign(of.world, { salt: String(seed), faults: 0, unknown: 0, ...wrong });
      const counts = { text: 0, data: 0 };
      const sourcesOf = (kind: 'text' | 'data') => {
        const changed = Object.entries(change(of.sources, seed));
        return Object.fromEntries(changed.map(([name, source]) => [name, tellingTexts(source, () => counts[kind]++)]));
      };

      const text = await executors.compiled?.tell({ sources: sourcesOf('text'), variables, context: { viewer: null } }).catch(() => null);
      const data = await told(executors.ours(sourcesOf('data'), variables));

      if (typeof text === 'string') {
        carried++;
        expect({ data: JSON.stringify(JSON.parse(text).data), errors: [], extensions: undefined }, note).toEqual(data);
      } else expect(await told(text ? Promise.resolve(text) : Promise.reject(new Error('It failed.'))), note).toEqual(data);
      expect(counts.text, note).toBe(counts.data);
    }
    expect(carried).toBeGreaterThanOrEqual(COUNT * least);
  },
);

function graph(supergraph: Supergraph, subgraphs: readonly { readonly name: string; readonly typeDefs: DocumentNode }[]) {
  const world: AnyWorld = { salt: '', faults: 0, unknown: 0 };
  const sources: Sources = Object.fromEntries(
    subgraphs.map(({ name, typeDefs }) => [
      name,
      new InProcessDataSource({ schema: anySubgraph(typeDefs, world), createContext: () => ({}) }),
    ]),
  );
  return { supergraph, world, sources };
}

/** The next one that can be planned: the planner itself fails on some interface objects. */
function made(supergraph: Supergraph, seed: number) {
  const dice = new Dice(seed);
  for (;;) {
    const { query, variables, operationName } = new QueryMaker(supergraph.api, dice).make();
    try {
      return {
        executors: bothExecutors(supergraph, query, operationName),
        variables,
        note: `${seed} ${query}\n${JSON.stringify(variables)}`,
      };
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('for __typename'))) throw error;
    }
  }
}

function spoiledBy(sources: Sources, seed: number): Sources {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, spoiled(source, seed)]));
}

function oneAway(sources: Sources, seed: number): Sources {
  const away = new Dice(seed).pick(Object.keys(sources)) ?? '';
  return { ...sources, [away]: { process: async () => unavailable(away) } };
}
