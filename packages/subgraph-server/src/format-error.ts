import { Fault, type Logger } from '@marketgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * The only place where errors become GraphQL: what a caller can correct keeps its code, a Fault shows its
 * own code, and anything else is INTERNAL_SERVER_ERROR without a word of what went on inside.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, logger: Logger): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error.originalError : error;
  if (original instanceof Fault) {
    logger.warn('A request met a fault.', { code: original.code, reason: original.message });
    return { ...formatted, message: original.message, extensions: { code: original.code, retryable: original.retryable } };
  }
  const expected = original === undefined || original === null || original instanceof GraphQLError;
  if (expected && formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return formatted;
  logger.error('A resolver failed.', { reason: original instanceof Error ? original.stack : String(original) });
  return { ...formatted, message: 'Something went wrong inside.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}
