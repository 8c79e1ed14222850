import type { GraphQLError } from 'graphql';
import type { Asked } from '../../queries/answer-graphql.ts';
import { answerErrors, answerRefusal } from '../../queries/refusal.ts';
import { statusOfWellFormed } from '../../queries/well-formed.ts';
import type { SubscriptionPlanner } from '../planning/subscription-planner.ts';
import { readRequest } from '../planning/subscription-request.ts';
import type { RenamedSymbols } from '../renamed-symbols.ts';
import { acceptedTransport } from './accepted-transport.ts';
import type { StreamEndpoint } from './stream-endpoint.ts';

export interface StreamTools {
  readonly planner: SubscriptionPlanner;
  readonly streams: StreamEndpoint;
  readonly renamed: Pick<RenamedSymbols, 'othersOf'>;
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, NOT_READY: 503 };

/** A subscription that comes by HTTP with a transport begins here; what is wrong with it is answered before any stream begins. */
export function answerStream({ planner, streams, renamed }: StreamTools, asked: Asked): 'ANSWERED' | 'IN_ONE_PIECE' | 'AS_ONE_EVENT' {
  const { operation, identity, request, response } = asked;
  const { transport, json } = acceptedTransport(request.headers.accept);
  if (transport === null || !operation.query) return 'IN_ONE_PIECE';
  const preparation = planner.prepare(operation.query, operation.operationName ?? undefined);
  if (preparation.kind === 'other') return transport === 'SSE' && !json ? 'AS_ONE_EVENT' : 'IN_ONE_PIECE';
  if (preparation.kind === 'errors') return refuse(asked, preparation.errors);
  const reading = readRequest(preparation.prepared, operation.variables, identity?.viewer ?? null, renamed);
  if ('errors' in reading) return refuse(asked, reading.errors);
  const refusal = streams.open({ transport, request: reading.request, asker: request, response, expiresAt: identity?.expiresAt ?? null });
  if (refusal) answerRefusal(request, response, refusal);
  return 'ANSWERED';
}

function refuse({ request, response }: Asked, errors: readonly GraphQLError[]): 'ANSWERED' {
  const status = STATUS_OF_CODE[String(errors[0]?.extensions['code'])] ?? 400;
  const told = errors.map((error) => error.toJSON());
  answerErrors(request, response, statusOfWellFormed(request, status), told);
  return 'ANSWERED';
}
