import { GraphQLError } from 'graphql';

/** Stable codes for input that a query refuses; mutations answer with `userErrors` instead. */
export type InputErrorCode =
  | 'BAD_USER_INPUT'
  | 'MALFORMED_CURSOR'
  | 'PAGE_TOO_LARGE'
  | 'RANGE_TOO_LARGE'
  | 'BAD_RANGE'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN';

export function badInput(code: InputErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
