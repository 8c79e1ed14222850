import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes.ts';

/** One subgraph that fails in a long list fails at each of its places: what is null there is the same, and nobody reads them all. */
const MOST_TOLD = 100;
const MORE_ERRORS = 'MORE_ERRORS' satisfies ErrorCode;

/** The first of them, and how many more there are. */
export function fewErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const more = errors.length - MOST_TOLD;
  if (more <= 0) return errors;
  const message = `${more} more errors of this answer are not told.`;
  return [...errors.slice(0, MOST_TOLD), new GraphQLError(message, { extensions: { code: MORE_ERRORS, more } })];
}

/** Those that are not told included. */
export function countOf(errors: readonly GraphQLError[]): number {
  const { code, more } = errors.at(-1)?.extensions ?? {};
  return code === MORE_ERRORS && typeof more === 'number' ? errors.length - 1 + more : errors.length;
}
