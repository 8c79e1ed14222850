/**
 * Every code that an answer of ours can have, and whether the same request may succeed later. docs/errors.md says of each what it means and
 * what to do. Subgraphs of others may have codes of their own: those are passed on.
 */
const again = { retryable: true } as const;
const never = { retryable: false } as const;

export const errorCodes = {
  BAD_RANGE: never,
  BAD_REQUEST: never,
  BAD_USER_INPUT: never,
  BODY_TOO_LARGE: never,
  DATABASE_AWAY: again,
  DEADLINE_EXCEEDED: again,
  FORBIDDEN: never,
  GOING_AWAY: again,
  GRAPHQL_PARSE_FAILED: never,
  GRAPHQL_VALIDATION_FAILED: never,
  HEADERS_TOO_LARGE: never,
  INTERNAL_SERVER_ERROR: never,
  INTROSPECTION_DISABLED: never,
  LIMIT_EXCEEDED: never,
  LOG_AWAY: again,
  LOG_UNAVAILABLE: again,
  MALFORMED_CURSOR: never,
  METHOD_NOT_ALLOWED: never,
  MORE_ERRORS: never,
  NOT_FOUND: never,
  NOT_READY: again,
  OPERATION_RESOLUTION_FAILURE: never,
  PAGE_TOO_LARGE: never,
  PERSISTED_QUERY_NOT_FOUND: never,
  PRICES_OUT_OF_REACH: again,
  RANGE_TOO_LARGE: never,
  RATE_LIMITED: again,
  REDIS_AWAY: again,
  REDIS_SLOW: again,
  REQUEST_TIMEOUT: again,
  RULES_CHANGED: again,
  SUBGRAPH_MALFORMED: never,
  SUBGRAPH_UNAVAILABLE: again,
  SUBSCRIPTION_NEEDS_TRANSPORT: never,
  TOO_MANY_CONNECTIONS: again,
  TOO_SLOW: again,
  UNAUTHENTICATED: never,
  UNSUPPORTED_MEDIA_TYPE: never,
} as const satisfies Readonly<Record<string, { readonly retryable: boolean }>>;

export type ErrorCode = keyof typeof errorCodes;

export function isRetryable(code: unknown): boolean {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code) && errorCodes[code as ErrorCode].retryable;
}
