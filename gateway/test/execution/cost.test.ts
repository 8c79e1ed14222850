import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { test } from 'vitest';
import type { DataSource } from '../../src/queries/data-source.ts';
import { InProcessDataSource } from '../../src/queries/in-process-data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';
import { type AnyWorld, anySubgraph } from './any-world.ts';
import { bothExecutors } from './stock.ts';

/** `EXECUTION_COST=1 vitest run gateway/test/execution/cost.test.ts` prints what an execution costs, over answers that are only parsed. */
const ROUNDS = 3;
const QUERY = `query Cost($first: Int!) { instruments(first: $first) { totalCount nodes {
  id symbol name assetClass quote { price bid ask change changePercent asOf freshness }
  sentiment { score label articleCount } signal { action score confidence evidence { name value weight } }
  alerts(first: 2) { nodes { id message severity rule { id name } } } } } }`;

test.runIf(process.env['EXECUTION_COST'])(
  'what an execution costs',
  async () => {
    const { sources, ours, stock } = await prepare();
    const arms = {
      'answers alone': async () => Promise.all(Object.values(sources).map((source) => source.again())),
      compiled: () => ours(sources, { first: 3 }),
      stock: () => stock(sources, { first: 3 }),
    };
    const bytes = JSON.stringify((await arms.compiled()).data).length;
    process.stdout.write(`${bytes} bytes\n`);
    for (let round = 0; round < ROUNDS; round++) {
      const costs = [];
      for (const [name, run] of Object.entries(arms)) costs.push(`${name} ${(await microseconds(run)).toFixed(1)} us`);
      process.stdout.write(`${costs.join(', ')}\n`);
    }
  },
  600_000,
);

async function prepare() {
  const text = (name: string) => readFileSync(schemaFile(`${name}.graphql`), 'utf8');
  const supergraph = readSupergraph(text('supergraph'));
  const executors = bothExecutors(supergraph, QUERY, 'Cost');
  for (let salt = 1; ; salt++) {
    const sources = cannedSources({ salt: String(salt), faults: 0, unknown: 0 }, text);
    const { data } = await executors.ours(sources, { first: 3 });
    const fetches = Object.values(sources).every(({ count }) => count() > 0);
    if (fetches && JSON.stringify(data).length > 1_500) return { sources, ...executors };
  }
}

/** Answers as text, parsed for each who asks. */
function cannedSources(world: AnyWorld, text: (name: string) => string) {
  const names = ['market', 'news-sentiment', 'alerts'];
  return Object.fromEntries(
    names.map((name) => [
      name,
      canned(new InProcessDataSource({ schema: anySubgraph(parse(text(name)), world), createContext: () => ({}) })),
    ]),
  );
}

function canned(source: DataSource) {
  const known = new Map<string, string>();
  return {
    count: () => known.size,
    again: async () => [...known.values()].map((text) => JSON.parse(text)),
    process: async (asked: Parameters<DataSource['process']>[0]) => {
      const query = asked.request.query ?? '';
      const text = known.get(query) ?? JSON.stringify(await source.process(asked));
      known.set(query, text);
      return JSON.parse(text);
    },
  };
}

async function microseconds(run: () => Promise<unknown>): Promise<number> {
  for (let warm = 0; warm < 200; warm++) await run();
  const before = process.cpuUsage();
  const times = 1_000;
  for (let time = 0; time < times; time++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
