import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Identity } from '../../identity/verify-token.ts';
import type { ConnectionLimits } from '../../limits/connection-limits.ts';
import type { Apollo } from '../../queries/apollo.ts';
import type { PersistedQueries } from '../../queries/persisted-queries.ts';
import type { Hub } from '../hub/hub.ts';
import type { SubscriptionPlanner } from '../planning/subscription-planner.ts';
import { readRequest, type SubscriptionRequest } from '../planning/subscription-request.ts';
import type { RenamedSymbols } from '../renamed-symbols.ts';
import { OpenSubscription } from './open-subscription.ts';
import type { WebSocketSink } from './websocket-sink.ts';

/** One websocket as the protocol sees it. */
export interface Connection {
  readonly sink: WebSocketSink;
  /** Aborts when the socket is closed. */
  readonly closed: AbortSignal;
  viewer: Viewer | null;
  close(code: number, reason: string): void;
}

export interface ProtocolOptions {
  readonly hub: Hub;
  readonly planner: SubscriptionPlanner;
  readonly apollo: Apollo;
  readonly persisted: PersistedQueries;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: Pick<ConnectionLimits, 'subscriptionsPerSocket' | 'initWaitMs'>;
  readonly renamed: Pick<RenamedSymbols, 'othersOf'>;
  /** Undefined: not valid; null: none given. */
  identify(authorization: unknown): Promise<Identity | null | undefined>;
}

const FORBIDDEN = 4403;

/** A subscription on its way from one hook of graphql-ws to the next. */
class SubscriptionTicket {
  constructor(
    readonly id: string,
    readonly request: SubscriptionRequest,
    readonly connection: Connection,
  ) {}
}

/** A query or mutation on its way to Apollo Server, which validates it. */
class OperationTicket {
  constructor(
    readonly payload: SubscribePayload,
    readonly viewer: Viewer | null,
  ) {}
}

/** graphql-transport-ws. Whatever is wrong with an operation is its own error message: only a broken protocol closes the socket. */
export function subscriptionProtocol(options: ProtocolOptions): Server<Connection> {
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: options.limits.initWaitMs,
    onConnect: ({ connectionParams, extra }) => admit(options, extra, connectionParams?.['authorization']),
    onSubscribe: ({ extra, subscriptions }, id, payload) => {
      const most = options.limits.subscriptionsPerSocket;
      if (Object.keys(subscriptions).length > most) {
        return [coded('LIMIT_EXCEEDED', `One socket may have ${most} operations at once.`)];
      }
      return accept(options, id, payload, extra);
    },
    subscribe: async ({ contextValue }) => {
      if (!(contextValue instanceof SubscriptionTicket)) return { errors: [coded('BAD_REQUEST', 'This operation is not a subscription.')] };
      return openSubscription(options.hub, contextValue);
    },
    execute: async ({ contextValue }) => {
      if (!(contextValue instanceof OperationTicket)) return { errors: [coded('BAD_REQUEST', 'This operation is a subscription.')] };
      return execute(options.apollo, contextValue);
    },
  });
}

async function admit({ identify, clock }: ProtocolOptions, connection: Connection, authorization: unknown): Promise<boolean> {
  const identity = await identify(authorization);
  if (identity === undefined) return false;
  connection.viewer = identity?.viewer ?? null;
  if (identity) void closeAtExpiry(clock, connection, identity.expiresAt);
  return true;
}

async function closeAtExpiry(clock: Clock, connection: Connection, expiresAt: number): Promise<void> {
  await clock.sleep(Math.max(0, expiresAt - clock.now()), connection.closed);
  if (!connection.closed.aborted) connection.close(FORBIDDEN, 'The token has expired.');
}

function accept(
  { planner, persisted, logger, renamed }: ProtocolOptions,
  id: string,
  payload: SubscribePayload,
  connection: Connection,
): ExecutionArgs | GraphQLError[] {
  try {
    const { operationName = null } = payload;
    const found = persisted.resolve(payload.query, payload.extensions);
    if ('problem' in found) return [coded(found.problem.code, found.problem.message)];
    const query = found.query ?? '';
    const preparation = planner.prepare(query, operationName ?? undefined);
    if (preparation.kind === 'errors') return [...preparation.errors];
    if (preparation.kind === 'other') {
      return executionArgs(preparation.document, operationName, new OperationTicket({ ...payload, query }, connection.viewer));
    }
    const reading = readRequest(preparation.prepared, payload.variables, connection.viewer, renamed);
    if ('errors' in reading) return [...reading.errors];
    return executionArgs(preparation.prepared.document, operationName, new SubscriptionTicket(id, reading.request, connection));
  } catch (error) {
    logger.error('An operation could not be accepted.', { reason: reasonOf(error) });
    return [coded('INTERNAL_SERVER_ERROR', 'Something went wrong inside.')];
  }
}

/** graphql-ws looks at the document only to see which kind of operation it is; nothing is executed with this schema. */
function executionArgs(document: DocumentNode, operationName: string | null, ticket: SubscriptionTicket | OperationTicket): ExecutionArgs {
  return { schema: unusedSchema, document, operationName, contextValue: ticket };
}

const unusedSchema = new GraphQLSchema({});

function openSubscription(hub: Hub, { id, request, connection }: SubscriptionTicket): OpenSubscription {
  return new OpenSubscription((end) =>
    hub.subscribe({
      id,
      request,
      sink: connection.sink,
      fail: ([first]) => end(first ?? coded('GRAPHQL_VALIDATION_FAILED', 'The graph has changed.')),
    }),
  );
}

async function execute(apollo: Apollo, { payload, viewer }: OperationTicket): Promise<ExecutionResult> {
  const { query, operationName, variables } = payload;
  const request = { query, ...(operationName && { operationName }), ...(variables && { variables }) };
  const { body } = await apollo.executeOperation(request, { contextValue: { viewer } });
  if (body.kind !== 'single') return { errors: [coded('BAD_REQUEST', '@defer and @stream are not served over websockets.')] };
  const { data, errors } = body.singleResult;
  // graphql-ws serialises errors by their toJSON, which formatted errors do not have.
  const serialisable = errors?.map((error) => ({ ...error, toJSON: () => error }) as unknown as GraphQLError);
  return { ...(data !== undefined && { data }), ...(serialisable && { errors: serialisable }) };
}

function coded(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
