import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js';
import type { QueryPlan } from '@apollo/query-planner';
import { silentLogger } from '@marketgraph/service';
import type { DocumentNode } from 'graphql';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Answer } from './compiled-operation.ts';
import type { Order } from './order.ts';
import { type StockExecutor, stockExecutor } from './stock-executor.ts';

export interface PlannedDocument {
  readonly supergraph: Pick<Supergraph, 'api' | 'plannerApi' | 'full'>;
  readonly plan: QueryPlan;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
}

type StockArguments = Parameters<StockExecutor>;

/** By @apollo/gateway's own executor, which writes into what it is answered. */
export async function executeByStock(planned: PlannedDocument, { variables, context, sources }: Order): Promise<Answer> {
  const { supergraph, plan, document: operationDocument, operationName } = planned;
  const named = operationName === undefined ? {} : { operationName };
  // `metrics` is written to where a subgraph returns errors; what it logs, it also throws.
  const request = { request: { variables, ...named }, context, metrics: {}, logger: silentLogger };
  const executeQueryPlan = await stockExecutor();
  return executeQueryPlan(
    plan,
    sources as unknown as StockArguments[1],
    request as unknown as StockArguments[2],
    buildOperationContext({ schema: supergraph.api, operationDocument, ...named }),
    supergraph.full,
    supergraph.plannerApi,
  );
}
