import { type Operation, operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { withAnchors } from '../limits/constant-conditions.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { type Aliases, withoutHidingAliases } from './hiding-aliases.ts';
import { fetchesOf } from './plan-fetches.ts';

export interface PlannedOperation {
  /** As it is executed. */
  readonly document: DocumentNode;
  readonly operation: Operation;
  readonly plan: QueryPlan;
  /** To be restored in answers; null where nothing was exchanged. */
  readonly aliases: Aliases | null;
}

type Planning = Pick<Supergraph, 'plannerApi' | 'planner'>;

/** Throws what the planner throws. */
export function planOperation(planning: Planning, document: DocumentNode, operationName: string | undefined): PlannedOperation {
  const planned = plan(planning, document, operationName);
  const unhidden = withoutHidingAliases(document, fetchesOf(planned.plan.node, []));
  if (!unhidden) return { ...planned, document, aliases: null };
  return { ...plan(planning, unhidden.document, operationName), ...unhidden };
}

function plan({ plannerApi, planner }: Planning, document: DocumentNode, operationName: string | undefined) {
  const options = operationName === undefined ? {} : { operationName };
  const operation = operationFromDocument(plannerApi, document, options);
  const anchored = withAnchors(document);
  const asPlanned = anchored === document ? operation : operationFromDocument(plannerApi, anchored, { ...options, validate: false });
  return { operation, plan: planner.plan(asPlanned) };
}
