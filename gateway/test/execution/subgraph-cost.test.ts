import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { CompiledOperations } from '@marketgraph/subgraph-server';
import { isObjectType, parse } from 'graphql';
import { test } from 'vitest';
import { InProcessDataSource } from '../../src/queries/in-process-data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';
import { bothExecutors } from './stock.ts';

/** `SUBGRAPH_COST=1 vitest run gateway/test/execution/subgraph-cost.test.ts` prints what a query of three subgraphs in this process costs. */
const QUERY = `query Cost($first: Int!) { instruments(first: $first) { totalCount nodes {
  symbol name assetClass currency tickSize quote { price bid ask change changePercent volume }
  sentiment { score label articleCount } signal { action score confidence } alertRules { id name severity enabled } } } }`;
const ROUNDS = 3;

const quote = { price: '196.38', bid: '196.37', ask: '196.39', change: '1.2', changePercent: 0.61, volume: '1200300' };
const rule = { id: 'rule', name: 'When it moves', severity: 'WARNING', enabled: true };
const instrument = (symbol: string) => ({
  ...{ __typename: 'Instrument', symbol, name: `${symbol} Incorporated`, assetClass: 'STOCK', currency: 'USD', tickSize: '0.01', quote },
  ...{ sentiment: { score: 0.25, label: 'NEUTRAL', articleCount: 12 }, signal: { action: 'BUY', score: 0.5, confidence: 0.7 } },
  alertRules: [rule],
});

test.runIf(process.env['SUBGRAPH_COST'])(
  'what a query of three subgraphs in one process costs',
  async () => {
    const text = (name: string) => readFileSync(schemaFile(`${name}.graphql`), 'utf8');
    const { ours } = bothExecutors(readSupergraph(text('supergraph')), QUERY, 'Cost');
    for (const first of [3, 190]) {
      const arms = { 'graphql-js': sourcesOf(text, false), compiled: sourcesOf(text, true) };
      for (let round = 0; round < ROUNDS; round++) {
        const costs = [];
        for (const [name, sources] of Object.entries(arms))
          costs.push(`${name} ${await microseconds(() => ours(sources, { first }), first)} us`);
        process.stdout.write(`${first} instruments: ${costs.join(', ')}\n`);
      }
    }
  },
  600_000,
);

function sourcesOf(text: (name: string) => string, isCompiled: boolean) {
  return Object.fromEntries(
    ['market', 'news-sentiment', 'alerts'].map((name) => {
      const Instrument = { __resolveReference: ({ symbol }: { symbol: string }) => instrument(symbol) };
      const schema = buildSubgraphSchema([{ typeDefs: parse(text(name)), resolvers: { Instrument } }]);
      const root = schema.getQueryType()?.getFields()['instruments'];
      if (root) root.resolve = (_source: unknown, { first }: { first: number }) => listed(first);
      if (!isObjectType(schema.getType('Instrument'))) throw new Error(`${name} has no instruments.`);
      const operations = new CompiledOperations(schema);
      const createContext = () => ({});
      return [
        name,
        new InProcessDataSource({ schema, createContext, ...(isCompiled && { execute: (asked) => operations.execute(asked) }) }),
      ];
    }),
  );
}

function listed(first: number) {
  return { totalCount: first, nodes: Array.from({ length: first }, (_, index) => instrument(`Q${index}`)) };
}

async function microseconds(run: () => Promise<unknown>, first: number): Promise<number> {
  const times = first > 100 ? 150 : 2_000;
  for (let warm = 0; warm < times; warm++) await run();
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await run();
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / times);
}
