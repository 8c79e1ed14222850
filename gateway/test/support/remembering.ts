import { Metrics, systemClock } from '@marketgraph/service';
import { EntityMemory } from '../../src/subscriptions/entities/entity-memory.ts';
import { EventExecutor } from '../../src/subscriptions/event-executor.ts';
import type { createGraph } from './graph.ts';

/** An executor as events have it: what it asked once it remembers. */
export function createRemembering({ supergraph, sources }: ReturnType<typeof createGraph>) {
  const memory = new EntityMemory({ clock: systemClock, metrics: new Metrics(), isHearing: () => true });
  memory.use(supergraph.api, sources);
  const remembering = new EventExecutor({
    dataSources: () => memory.sources,
    recall: (fetch, representation, asker) => memory.recall(fetch, representation, asker),
    format: (error) => error.toJSON(),
  });
  return { memory, remembering };
}
