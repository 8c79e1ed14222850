import { type Operation, operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { withAnchors } from '../limits/constant-conditions.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';

export interface PlannedOperation {
  /** As it was asked: answers have its shape. */
  readonly operation: Operation;
  readonly plan: QueryPlan;
}

/** Throws what the planner throws. */
export function planOperation(
  { plannerApi, planner }: Pick<Supergraph, 'plannerApi' | 'planner'>,
  document: DocumentNode,
  operationName: string | undefined,
): PlannedOperation {
  const options = operationName === undefined ? {} : { operationName };
  const operation = operationFromDocument(plannerApi, document, options);
  const anchored = withAnchors(document);
  const asPlanned = anchored === document ? operation : operationFromDocument(plannerApi, anchored, { ...options, validate: false });
  return { operation, plan: planner.buildQueryPlan(asPlanned) };
}
