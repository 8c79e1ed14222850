import { faultOf, type Logger } from '@marketgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { INTERNAL, toldError } from './told-error.ts';

export interface Formatting {
  readonly logger: Logger;
  /** By which the caller can name what we log. */
  readonly traceId: string;
  /** Of the whole answer. */
  readonly errors?: number;
  /** What was logged of this answer: of errors that differ in nothing but their place, the first. */
  readonly logged?: Set<string>;
  /** Whoever asked has hung up: that ends what was under way. */
  readonly hasLeft?: boolean;
}

/**
 * What clients see of an error: always a stable code, never a stack or a word of what went on inside. Errors of
 * subgraphs in this process still carry their cause; those over HTTP were formatted by the subgraph.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, formatting: Formatting): GraphQLFormattedError {
  return toldError(judged(formatted, causeOf(error), formatting), formatting.traceId);
}

function judged(formatted: GraphQLFormattedError, cause: unknown, formatting: Formatting): GraphQLFormattedError {
  const { logger, traceId } = formatting;
  const { message, extensions: told, ...place } = formatted;
  const fault = faultOf(cause);
  if (fault) {
    const details = { traceId, code: fault.code, reason: fault.message };
    logOnce(formatting, fault.code, fault.message, (errors) => logger.warn('A request met a fault.', { ...details, ...errors }));
    return { message: fault.message, ...place, extensions: { code: fault.code, retryable: fault.retryable } };
  }
  const { stacktrace: _, serviceName, traceId: subgraphTraceId, code: toldCode, ...extensions } = told ?? {};
  // A subgraph of others may have put anything there: no program can decide by a number or an object.
  const code = typeof toldCode === 'string' ? toldCode : INTERNAL;
  if (code === 'GRAPHQL_PARSE_FAILED' && cause instanceof RangeError) {
    // The parser calls itself for each level: brackets alone can use up the stack before they use up the tokens.
    return { message: 'The document is nested too deeply.', extensions: { code } };
  }
  const subgraph = typeof serviceName === 'string' ? { subgraph: serviceName } : {};
  // The log of another process may have it by an id of its own.
  const named = { traceId, ...subgraph, ...(subgraphTraceId !== traceId && { subgraphTraceId }) };
  if (isInside(code, cause)) {
    const details = { ...named, reason: cause instanceof Error ? cause.stack : message };
    logOnce(formatting, code, message, (errors) => logger.error('An operation failed inside.', { ...details, ...errors }));
    return { message: 'Something went wrong inside.', ...place, extensions: { ...subgraph, code: INTERNAL } };
  }
  if (extensions['retryable'] === true) {
    const details = { ...named, code };
    logOnce(formatting, code, String(serviceName), (errors) => logger.warn('A part of an answer is missing.', { ...details, ...errors }));
  }
  // Apollo Server gives every validation error the same code: what passes a limit keeps its own.
  const stable = extensions['limit'] ? 'LIMIT_EXCEEDED' : code;
  return { message, ...place, extensions: { ...extensions, ...subgraph, code: stable } };
}

/** With the number of all errors of the answer, where it has several. What was ended because nobody waits for it is no news. */
function logOnce(
  { errors = 1, logged, hasLeft }: Formatting,
  code: string,
  what: string,
  log: (errors: { errors?: number }) => void,
): void {
  const kind = `${code} ${what}`;
  if (logged?.has(kind) || (hasLeft && code === 'DEADLINE_EXCEEDED')) return;
  logged?.add(kind);
  log(errors > 1 ? { errors } : {});
}

/** An error that came over HTTP is a plain object: its subgraph has formatted it. */
function isInside(code: string, cause: unknown): boolean {
  const isThrown = cause instanceof Error && !(cause instanceof GraphQLError);
  return isThrown || code === INTERNAL || code === 'DOWNSTREAM_SERVICE_ERROR';
}

/** The first thing thrown that is no GraphQLError, or the innermost GraphQLError; undefined where nothing was thrown. */
function causeOf(error: unknown): unknown {
  let cause: unknown = error instanceof GraphQLError ? error.originalError : error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause ?? undefined;
}
