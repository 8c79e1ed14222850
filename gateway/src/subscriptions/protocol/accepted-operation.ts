import { type Logger, reasonOf, traceIdIn } from '@marketgraph/service';
import { GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Admission, Caller, HeavyOperation } from '../../limits/admission.ts';
import type { PersistedQueries } from '../../queries/persisted-queries.ts';
import { INTERNAL } from '../../queries/told-error.ts';
import type { SubscriptionPlanner } from '../planning/subscription-planner.ts';
import { readRequest, type SubscriptionRequest } from '../planning/subscription-request.ts';
import type { RenamedSymbols } from '../renamed-symbols.ts';

export interface AcceptTools {
  readonly planner: SubscriptionPlanner;
  readonly persisted: PersistedQueries;
  readonly admission: Admission;
  readonly logger: Logger;
  readonly renamed: Pick<RenamedSymbols, 'othersOf'>;
}

export type Accepted =
  | { readonly kind: 'subscription'; readonly request: SubscriptionRequest }
  /** A query or mutation for Apollo Server, which validates it. */
  | { readonly kind: 'other'; readonly payload: SubscribePayload; readonly heavy: HeavyOperation | null }
  | { readonly kind: 'errors'; readonly errors: readonly GraphQLError[] };

/** What a client asks for in a message. Whatever is wrong with it comes back as errors: it never throws. */
export function acceptOperation(tools: AcceptTools, payload: SubscribePayload, caller: Caller): Accepted {
  try {
    return accept(tools, payload, caller);
  } catch (error) {
    return { kind: 'errors', errors: [faultInside(tools.logger, 'An operation could not be accepted.', error, payload)] };
  }
}

function accept({ planner, persisted, admission, renamed }: AcceptTools, payload: SubscribePayload, caller: Caller): Accepted {
  const found = persisted.resolve(payload.query, payload.extensions);
  if ('problem' in found) return { kind: 'errors', errors: [codedError(found.problem.code, found.problem.message)] };
  const query = found.query ?? '';
  const entry = admission.enter({ ...payload, query }, caller);
  if ('error' in entry) return { kind: 'errors', errors: [entry.error] };
  const preparation = planner.prepare(query, payload.operationName ?? undefined);
  if (preparation.kind === 'other') return { kind: 'other', payload: { ...payload, query }, heavy: entry.heavy };
  if (preparation.kind === 'errors') return preparation;
  const reading = readRequest(preparation.prepared, payload.variables, caller.viewer, renamed);
  return 'errors' in reading ? { kind: 'errors', errors: reading.errors } : { kind: 'subscription', request: reading.request };
}

/** Told with the id that the log has it by. */
export function faultInside(logger: Logger, sentence: string, error: unknown, payload: SubscribePayload): GraphQLError {
  const traceId = traceIdOfOperation(payload);
  logger.error(sentence, { reason: reasonOf(error), traceId });
  return new GraphQLError('Something went wrong inside.', { extensions: { code: INTERNAL, traceId } });
}

/** The caller's own, or a new one. */
export function traceIdOfOperation({ extensions }: SubscribePayload): string {
  return traceIdIn(extensions?.['traceparent']);
}

export function codedError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
