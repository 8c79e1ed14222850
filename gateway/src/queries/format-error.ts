import { faultOf, type Logger } from '@marketgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

const INTERNAL = 'INTERNAL_SERVER_ERROR';

/**
 * What clients see of an error: always a stable code, never a stack or a word of what went on inside. Errors of
 * subgraphs in this process still carry their cause; those over HTTP were formatted by the subgraph.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, logger: Logger): GraphQLFormattedError {
  const cause = causeOf(error);
  const place = { ...(formatted.path && { path: formatted.path }), ...(formatted.locations && { locations: formatted.locations }) };
  const fault = faultOf(cause);
  if (fault) {
    logger.warn('A request met a fault.', { code: fault.code, reason: fault.message });
    return { message: fault.message, ...place, extensions: { code: fault.code, retryable: fault.retryable } };
  }
  const { stacktrace: _, serviceName, code = INTERNAL, ...extensions } = formatted.extensions ?? {};
  if (code === 'GRAPHQL_PARSE_FAILED' && cause instanceof RangeError) {
    // The parser calls itself for each level: brackets alone can use up the stack before they use up the tokens.
    return { message: 'The document is nested too deeply.', extensions: { code } };
  }
  // An error that came over HTTP is a plain object: its subgraph has formatted it.
  const thrown = cause instanceof Error && !(cause instanceof GraphQLError);
  const expected = !thrown && code !== INTERNAL && code !== 'DOWNSTREAM_SERVICE_ERROR';
  // Apollo Server gives every validation error the same code: what passes a limit keeps its own.
  const stable = extensions['limit'] ? 'LIMIT_EXCEEDED' : code;
  const subgraph = typeof serviceName === 'string' ? { subgraph: serviceName } : {};
  if (expected) return { message: formatted.message, ...place, extensions: { ...extensions, ...subgraph, code: stable } };
  logger.error('An operation failed inside.', { ...subgraph, reason: cause instanceof Error ? cause.stack : formatted.message });
  return { message: 'Something went wrong inside.', ...place, extensions: { ...subgraph, code: INTERNAL } };
}

/** The first thing thrown that is no GraphQLError, or the innermost GraphQLError; undefined where nothing was thrown. */
function causeOf(error: unknown): unknown {
  let cause: unknown = error instanceof GraphQLError ? error.originalError : error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause ?? undefined;
}
