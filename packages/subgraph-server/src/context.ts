import type { Viewer } from '@marketgraph/vocabulary';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { OperationResult, SubgraphOperation } from './compiled-operations.ts';

/** What every resolver gets; a subgraph adds its own stores and loaders in `createContext`. */
export interface SubgraphContext {
  readonly viewer: Viewer | null;
}

/** A subgraph as others run it: in process through `schema` and `createContext`, or over HTTP through `serveSubgraph`. */
export interface SubgraphApi {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  /** Nothing is validated: texts come from the planner, or have been validated. */
  execute(operation: SubgraphOperation): OperationResult;
  /** What was executed, as JSON. */
  write(answer: ExecutionResult): string | Promise<string>;
  /** A new one for each request: loaders must not outlive it. */
  createContext(viewer: Viewer | null): SubgraphContext;
}
