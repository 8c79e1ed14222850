import type { Clock, Logger, Metrics } from '@marketgraph/service';
import { QueryExecutor } from '../execution/query-executor.ts';
import type { Admission } from '../limits/admission.ts';
import type { DataSource } from '../queries/data-source.ts';
import { ValidDocuments } from '../queries/valid-documents.ts';
import { RenamedSymbols } from '../subscriptions/renamed-symbols.ts';
import { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import { isMarketgraph } from '../supergraph/supergraph.ts';
import type { DataSources } from './data-sources.ts';
import type { createLiveGraph } from './live-graph.ts';

export interface ServedGraphOptions extends Pick<ReturnType<typeof createLiveGraph>, 'prepare' | 'planner'> {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly sources: DataSources;
  readonly admission: Admission;
}

/** The supergraph that is served, and all that is switched over with it, in one turn. */
export function createServedGraph({ sources, admission, prepare, planner, ...options }: ServedGraphOptions) {
  const documents = new ValidDocuments();
  const queries = new QueryExecutor({
    metrics: options.metrics,
    validFor: (next, text, hash) => documents.prepare(text, hash, next),
    forgotten: (text) => admission.forget(text),
  });
  let market: DataSource | undefined;
  const served = new ServedSupergraph({
    ...options,
    prepare: async (next) => {
      const { all, forEvents } = sources.of(next);
      const switches = [await queries.prepare(next, all), await prepare(next, forEvents)];
      return () => {
        documents.use(next);
        admission.use(next.api, { isReady: (text, name) => queries.isReady(text, name) || planner.isReady(text, name) });
        market = isMarketgraph(next) ? all['market'] : undefined;
        for (const switchOver of switches) switchOver();
      };
    },
  });
  return { served, queries, documents, renamed: new RenamedSymbols(() => market) };
}
