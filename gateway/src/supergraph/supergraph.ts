import { Supergraph as ComposedSupergraph, type Schema } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { checkScalarInput } from '../limits/scalar-input.ts';
import { type FieldOwners, fieldOwners } from './field-owners.ts';

/** Everything that follows from one supergraph; made anew when it changes. */
export interface Supergraph {
  /** What clients see, for graphql-js and for the planner. */
  readonly api: GraphQLSchema;
  readonly plannerApi: Schema;
  readonly full: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** The subgraph that holds exactly what events carry; null where the supergraph has none. */
  readonly events: GraphQLSchema | null;
  readonly platform: GraphQLSchema | null;
  readonly owners: FieldOwners;
}

export function readSupergraph(sdl: string, api: GraphQLSchema): Supergraph {
  const composed = ComposedSupergraph.build(sdl, { validateSupergraph: false });
  const subgraphs = composed.subgraphs();
  checkScalarInput(api);
  return {
    api,
    plannerApi: composed.apiSchema(),
    full: composed.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(composed),
    events: subgraphs.get('events')?.schema.toGraphQLJSSchema() ?? null,
    platform: subgraphs.get('platform')?.schema.toGraphQLJSSchema() ?? null,
    owners: fieldOwners(subgraphs),
  };
}

/** Throws where it cannot be served. @apollo/gateway finds some faults only when it has begun to serve the new one. */
export function checkSupergraph(sdl: string): void {
  const api = ComposedSupergraph.build(sdl, { validateSupergraph: false }).apiSchema().toGraphQLJSSchema();
  readSupergraph(sdl, api);
}
