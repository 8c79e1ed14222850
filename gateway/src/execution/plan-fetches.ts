import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import type { EntityPath } from './entities-at.ts';

export interface PlanFetch {
  readonly node: FetchNode;
  readonly path: EntityPath;
}

/** Everything that a plan may fetch, whatever its conditions, with the place that it is about. */
export function fetchesOf(node: QueryPlan['node'], path: EntityPath): PlanFetch[] {
  switch (node?.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((child) => fetchesOf(child, path));
    case 'Flatten':
      return fetchesOf(node.node, [...path, ...node.path]);
    case 'Condition':
      return [...fetchesOf(node.ifClause, path), ...fetchesOf(node.elseClause, path)];
    case 'Subscription':
      return [...fetchesOf(node.primary, path), ...fetchesOf(node.rest, path)];
    case 'Fetch':
      return [{ node, path }];
    default:
      return [];
  }
}
