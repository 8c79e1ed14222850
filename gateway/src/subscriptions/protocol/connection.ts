import type { Clock, Logger } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import type { GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Identity } from '../../identity/verify-token.ts';
import type { ConnectionLimits } from '../../limits/connection-limits.ts';
import type { Apollo } from '../../queries/apollo.ts';
import type { GatewayContext } from '../../queries/gateway-context.ts';
import type { Hub } from '../hub/hub.ts';
import type { AcceptTools } from './accepted-operation.ts';
import type { Expiries } from './expiries.ts';
import type { WebSocketSink } from './websocket-sink.ts';

/** One websocket as the protocol sees it. */
export interface Connection {
  readonly sink: WebSocketSink;
  readonly isClosed: boolean;
  /** Where it comes from. */
  readonly address: string;
  viewer: Viewer | null;
  /** A frame beside the messages of subscriptions, in its place among them. */
  tell(frame: Buffer): void;
  close(code: number, reason: string): void;
}

/** What hears the other end. */
export interface Dialogue {
  hear(text: string): void;
  /** Once, when nothing more is heard or told. */
  end(): void;
}

export interface Protocol {
  open(connection: Connection): Dialogue;
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
  execute(payload: SubscribePayload, asker: Pick<GatewayContext, 'viewer' | 'deadline'>): Promise<OperationResult>;
}
