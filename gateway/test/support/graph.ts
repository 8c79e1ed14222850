import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { silentLogger } from '@marketgraph/service';
import { type DataSource } from '../../src/queries/data-source.ts';
import { InProcessDataSource } from '../../src/queries/in-process-data-source.ts';
import { EventExecutor } from '../../src/subscriptions/event-executor.ts';
import { SubscriptionPlanner } from '../../src/subscriptions/planning/subscription-planner.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { fakeSubgraphs, schemaFile } from './fake-subgraphs.ts';

/** Planner and executor over the committed supergraph and fake subgraphs, without a server. */
export function createGraph(subgraphs = fakeSubgraphs()) {
  const sdl = readFileSync(schemaFile('supergraph.graphql'), 'utf8');
  const supergraph = readSupergraph(sdl);
  const sources: Record<string, DataSource> = {};
  for (const [name, subgraph] of Object.entries(subgraphs)) sources[name] = new InProcessDataSource(subgraph);
  const planner = new SubscriptionPlanner(silentLogger);
  planner.use(supergraph);
  const executor = new EventExecutor({
    dataSources: () => sources,
    format: (error) => error.toJSON(),
  });
  return { supergraph, subgraphs, sources, planner, executor };
}
