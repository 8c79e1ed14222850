import type { GraphQLFormattedError } from 'graphql';
import { type ErrorCode, isRetryable } from './error-codes.ts';

export const INTERNAL = 'INTERNAL_SERVER_ERROR' satisfies ErrorCode;

/** An error as every transport tells it: with a code, whether the same may succeed later, and the id that our logs have it by. */
export function toldError({ message, locations, path, extensions }: GraphQLFormattedError, traceId: string): GraphQLFormattedError {
  const { code = INTERNAL, retryable = isRetryable(code), traceId: known = traceId } = extensions ?? {};
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { ...extensions, code, retryable, traceId: known },
  };
}
