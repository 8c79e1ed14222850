import { parseDuration, type Viewer } from '@marketgraph/vocabulary';
import { GraphQLError } from 'graphql';
import { nullCondition } from '../../limits/null-condition.ts';
import type { FieldArguments, PaceMode, SubscriptionField } from '../fields/subscription-field.ts';
import { badArgument } from '../fields/topics.ts';
import type { RenamedSymbols } from '../renamed-symbols.ts';
import type { PreparedSubscription } from './prepared-subscription.ts';

/** A prepared subscription with what one subscriber wants of it. */
export interface SubscriptionRequest {
  readonly prepared: PreparedSubscription;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer | null;
  /** Null: everything. */
  readonly topics: readonly string[] | null;
  readonly after: string | null;
  readonly mode: PaceMode;
  /** At most one notice of a key in this time; 0: as they come. */
  readonly everyMs: number;
}

const MAX_EVERY_MS = 3_600_000;

/** Coerces variables and arguments; what the caller got wrong comes back as errors. */
export function readRequest(
  prepared: PreparedSubscription,
  given: Readonly<Record<string, unknown>> | null | undefined,
  viewer: Viewer | null,
  renamed: Pick<RenamedSymbols, 'othersOf'> | null = null,
): { request: SubscriptionRequest } | { errors: readonly GraphQLError[] } {
  const { field, arguments: reader } = prepared;
  const read = reader.variables(given ?? {});
  if (read.errors) return { errors: read.errors.map((error) => badArgument(error.message)) };
  const variables = read.coerced;
  const fault = nullCondition(prepared.document, variables);
  if (fault) return { errors: [fault] };
  try {
    if (field.personal && !viewer) throw new GraphQLError('Sign in to hear of your alerts.', { extensions: { code: 'UNAUTHENTICATED' } });
    const values = reader.values(variables);
    const after = typeof values['after'] === 'string' ? values['after'] : null;
    return {
      request: {
        prepared,
        variables,
        viewer,
        after,
        topics: topicsOf(field, values, viewer, renamed),
        ...paceOf(values, field.pace),
      },
    };
  } catch (error) {
    return { errors: [error instanceof GraphQLError ? withCode(error) : badArgument('The arguments are not valid.')] };
  }
}

/** Of an instrument that was renamed, all its symbols are heard: a feed may change its name later than the venue. */
function topicsOf(
  field: SubscriptionField,
  values: FieldArguments,
  viewer: Viewer | null,
  renamed: Pick<RenamedSymbols, 'othersOf'> | null,
) {
  const topics = field.topicsOf(values, viewer);
  const { symbols } = values;
  const others = topics && renamed && Array.isArray(symbols) ? renamed.othersOf(symbols.map(String)) : [];
  return topics && others.length > 0 ? [...topics, ...(field.topicsOf({ ...values, symbols: others }, viewer) ?? [])] : topics;
}

function withCode(error: GraphQLError): GraphQLError {
  return error.extensions['code'] ? error : badArgument(error.message);
}

function paceOf(values: FieldArguments, byDefault: PaceMode): Pick<SubscriptionRequest, 'mode' | 'everyMs'> {
  const pace = values['pace'] as { mode: PaceMode; every?: unknown } | null | undefined;
  if (!pace) return { mode: byDefault, everyMs: 0 };
  if (pace.every === undefined || pace.every === null) return { mode: pace.mode, everyMs: 0 };
  const everyMs = parseDuration(String(pace.every));
  if (everyMs === null || everyMs > MAX_EVERY_MS)
    throw badArgument('pace.every must be an ISO 8601 duration of at most an hour, e.g. PT1S.');
  if (pace.mode !== 'LATEST') throw badArgument('pace.every goes with the mode LATEST only.');
  return { mode: pace.mode, everyMs };
}
