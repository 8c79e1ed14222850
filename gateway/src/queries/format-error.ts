import { faultOf, type Logger } from '@marketgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { INTERNAL, toldError } from './told-error.ts';

export interface Formatting {
  readonly logger: Logger;
  /** By which the caller can name what we log. */
  readonly traceId: string;
}

/**
 * What clients see of an error: always a stable code, never a stack or a word of what went on inside. Errors of
 * subgraphs in this process still carry their cause; those over HTTP were formatted by the subgraph.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, formatting: Formatting): GraphQLFormattedError {
  return toldError(judged(formatted, causeOf(error), formatting), formatting.traceId);
}

function judged(formatted: GraphQLFormattedError, cause: unknown, { logger, traceId }: Formatting): GraphQLFormattedError {
  const { message, extensions: told, ...place } = formatted;
  const fault = faultOf(cause);
  if (fault) {
    logger.warn('A request met a fault.', { traceId, code: fault.code, reason: fault.message });
    return { message: fault.message, ...place, extensions: { code: fault.code, retryable: fault.retryable } };
  }
  const { stacktrace: _, serviceName, traceId: subgraphTraceId, code = INTERNAL, ...extensions } = told ?? {};
  if (code === 'GRAPHQL_PARSE_FAILED' && cause instanceof RangeError) {
    // The parser calls itself for each level: brackets alone can use up the stack before they use up the tokens.
    return { message: 'The document is nested too deeply.', extensions: { code } };
  }
  const subgraph = typeof serviceName === 'string' ? { subgraph: serviceName } : {};
  // The log of another process may have it by an id of its own.
  const named = { traceId, ...subgraph, ...(subgraphTraceId !== traceId && { subgraphTraceId }) };
  if (isInside(code, cause)) {
    logger.error('An operation failed inside.', { ...named, reason: cause instanceof Error ? cause.stack : message });
    return { message: 'Something went wrong inside.', ...place, extensions: { ...subgraph, code: INTERNAL } };
  }
  if (extensions['retryable'] === true) logger.warn('A part of an answer is missing.', { ...named, code });
  // Apollo Server gives every validation error the same code: what passes a limit keeps its own.
  const stable = extensions['limit'] ? 'LIMIT_EXCEEDED' : code;
  return { message, ...place, extensions: { ...extensions, ...subgraph, code: stable } };
}

/** An error that came over HTTP is a plain object: its subgraph has formatted it. */
function isInside(code: unknown, cause: unknown): boolean {
  const isThrown = cause instanceof Error && !(cause instanceof GraphQLError);
  return isThrown || code === INTERNAL || code === 'DOWNSTREAM_SERVICE_ERROR';
}

/** The first thing thrown that is no GraphQLError, or the innermost GraphQLError; undefined where nothing was thrown. */
function causeOf(error: unknown): unknown {
  let cause: unknown = error instanceof GraphQLError ? error.originalError : error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause ?? undefined;
}
