import type { GraphQLError, ResponsePath } from 'graphql';

/** What is being made: an object of the answer, or a list of it. */
export type Target = Record<string | number, unknown>;

/** A place of the answer, as resolvers are told it too. */
export interface Place extends ResponsePath {
  readonly prev: Place | undefined;
  /** What is being made, which has the value at `key`. */
  readonly target: Target;
  /** How many places up the first one is that may be null. */
  readonly up: number;
}

export interface Failure {
  readonly error: GraphQLError;
  readonly path: readonly (string | number)[];
  readonly up: number;
}
