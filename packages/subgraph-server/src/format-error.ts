import { faultOf, type Logger, newTraceId } from '@marketgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * The only place where errors become GraphQL: what a caller can correct keeps its code, a Fault shows its
 * own code, and anything else is INTERNAL_SERVER_ERROR without a word of what went on inside. What is logged is told by an id,
 * beside which the gateway logs the caller's own.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, logger: Logger): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error.originalError : error;
  const fault = faultOf(original);
  if (fault) {
    const { code, retryable } = fault;
    const traceId = newTraceId();
    logger.warn('A request met a fault.', { traceId, code, reason: fault.message });
    return { ...formatted, message: fault.message, extensions: { code, retryable, traceId } };
  }
  const expected = original === undefined || original === null || original instanceof GraphQLError;
  if (expected && formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return formatted;
  const traceId = newTraceId();
  logger.error('A resolver failed.', { traceId, reason: original instanceof Error ? original.stack : String(original) });
  return {
    ...formatted,
    message: 'Something went wrong inside.',
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, traceId },
  };
}
