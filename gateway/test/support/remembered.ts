import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { Metrics } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import type { Viewer } from '@marketgraph/vocabulary';
import type { DataSourceAnswer, DataSourceRequest } from '../../src/queries/data-source.ts';
import { EntityMemory } from '../../src/subscriptions/entities/entity-memory.ts';
import type { EntityFetch } from '../../src/subscriptions/planning/entity-fetches.ts';
import { schemaFile } from './fake-subgraphs.ts';

const api = Supergraph.build(readFileSync(schemaFile('supergraph.graphql'), 'utf8'))
  .apiSchema()
  .toGraphQLJSSchema();

/** A memory over subgraphs that answer with a number that rises with each call, held back where a test wants that. */
export function createRemembered(options: { maxValues?: number; answer?: (symbols: string[], call: number) => DataSourceAnswer } = {}) {
  const clock = new ManualClock();
  const calls: string[][] = [];
  const state = { hearing: true, held: null as Promise<void> | null };
  const memory = new EntityMemory({ clock, metrics: new Metrics(), isHearing: () => state.hearing, ...options });
  const source = {
    async process({ request }: DataSourceRequest) {
      const representations = (request.variables?.['representations'] ?? []) as { symbol?: string; id?: string }[];
      const keys = representations.map(({ symbol, id }) => symbol ?? id ?? '');
      const call = calls.push(keys);
      await state.held;
      return options.answer?.(keys, call) ?? { data: { _entities: keys.map((key) => ({ key, call })) } };
    },
  };
  const use = () => memory.use(api, Object.fromEntries(['market', 'news-sentiment', 'alerts', 'else'].map((name) => [name, source])));
  use();
  const recall = (service: string, fields: string, symbol: string) => {
    const fetch = { service, query: queryOf('Instrument', fields), variables: [] } as unknown as EntityFetch;
    return memory.recall(fetch, JSON.stringify({ __typename: 'Instrument', symbol }), { variables: {}, viewer: null });
  };
  const ask = async (subgraph: string, fields: string, keys: readonly string[], more: Asking = {}) => {
    const { type = 'Instrument', viewer = null, variables = {} } = more;
    const query = queryOf(type, fields);
    const representations = keys.map((key) => ({ __typename: type, ...(type === 'Instrument' ? { symbol: key } : { id: key }) }));
    const request = { request: { query, variables: { ...variables, representations } }, context: { viewer } };
    return memory.sources[subgraph]?.process(request as unknown as DataSourceRequest) as Promise<DataSourceAnswer>;
  };
  return { memory, clock, calls, state, use, ask, recall };
}

function queryOf(type: string, fields: string): string {
  return `query($representations:[_Any!]!){_entities(representations:$representations){...on ${type}{${fields}}}}`;
}

interface Asking {
  readonly type?: 'Instrument' | 'Article' | 'Signal' | 'Alert';
  readonly viewer?: Viewer | null;
  readonly variables?: Record<string, unknown>;
}
