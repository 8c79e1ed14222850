import type { Clock, Logger } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import type { GraphQLFormattedError } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type Server, type SubscribePayload } from 'graphql-ws';
import type { Identity } from '../../identity/verify-token.ts';
import type { ConnectionLimits } from '../../limits/connection-limits.ts';
import type { Apollo } from '../../queries/apollo.ts';
import type { Hub } from '../hub/hub.ts';
import { type AcceptTools, codedError } from './accepted-operation.ts';
import { Conversation } from './conversation.ts';
import { Expiries } from './expiries.ts';
import type { WebSocketSink } from './websocket-sink.ts';

/** One websocket as the protocol sees it. */
export interface Connection {
  readonly sink: WebSocketSink;
  /** Aborts when the socket is closed. */
  readonly closed: AbortSignal;
  viewer: Viewer | null;
  close(code: number, reason: string): void;
}

export interface ProtocolOptions extends AcceptTools {
  readonly hub: Hub;
  readonly apollo: Apollo;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: Pick<ConnectionLimits, 'subscriptionsPerSocket' | 'initWaitMs'>;
  /** Undefined: not valid; null: none given. */
  identify(authorization: unknown): Promise<Identity | null | undefined>;
}

export interface OperationResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** What all conversations of a gateway have in common. */
export interface ProtocolTools {
  readonly options: ProtocolOptions;
  readonly expiries: Expiries;
  execute(payload: SubscribePayload, viewer: Viewer | null): Promise<OperationResult>;
}

/**
 * graphql-transport-ws. Whatever is wrong with an operation is its own error message: only a broken protocol closes the socket. The server of
 * graphql-ws keeps an async iterator, a dozen closures and the client's messages for each subscription; a conversation keeps what ends it.
 */
export function subscriptionProtocol(options: ProtocolOptions): Pick<Server<Connection>, 'opened'> {
  const tools: ProtocolTools = {
    options,
    expiries: new Expiries(options.clock),
    execute: (payload, viewer) => execute(options.apollo, payload, viewer),
  };
  return {
    opened: (socket, connection) => {
      if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
        void socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
        return () => Promise.resolve();
      }
      const conversation = new Conversation(socket, connection, tools);
      socket.onMessage((text) => conversation.hear(text));
      return () => conversation.end();
    },
  };
}

async function execute(
  apollo: Apollo,
  { query, operationName, variables }: SubscribePayload,
  viewer: Viewer | null,
): Promise<OperationResult> {
  const request = { query, ...(operationName && { operationName }), ...(variables && { variables }) };
  const { body } = await apollo.executeOperation(request, { contextValue: { viewer } });
  if (body.kind !== 'single') return { errors: [codedError('BAD_REQUEST', '@defer and @stream are not served over websockets.').toJSON()] };
  const { data, errors } = body.singleResult;
  return { ...(data !== undefined && { data }), ...(errors && { errors }) };
}
