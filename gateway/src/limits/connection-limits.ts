import { commaList, type Env, readConfig } from '@marketgraph/service';
import { z } from 'zod';
import { limits } from './limits.ts';
import { isNetwork } from './networks.ts';

/** What connections may do; an operator sets them. */
export interface ConnectionLimits {
  readonly messageBytes: number;
  readonly subscriptionsPerSocket: number;
  /** Of all transports together. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Whose X-Forwarded-For is believed: addresses and networks. */
  readonly trustedProxies: readonly string[];
  /** So long a websocket may say nothing before its first word. */
  readonly initWaitMs: number;
}

const count = (byDefault: number) => z.coerce.number().int().min(1).default(byDefault);
const networks = commaList.refine(
  (list) => list.every(isNetwork),
  'Name addresses and networks, such as 10.0.0.0/8, with commas between them.',
);

const config = z.object({
  MAX_MESSAGE_BYTES: count(limits.messageBytes).pipe(z.number().min(1_024)),
  MAX_SUBSCRIPTIONS_PER_SOCKET: count(limits.subscriptionsPerSocket),
  MAX_CONNECTIONS: count(limits.socketsPerGateway),
  MAX_CONNECTIONS_PER_ADDRESS: count(limits.connectionsPerAddress),
  TRUSTED_PROXIES: networks.default([]),
  CONNECTION_INIT_WAIT_MS: count(limits.initWaitMs),
});

/** Throws on a value that is no limit, and names its variable. */
export function readConnectionLimits(env: Env = {}): ConnectionLimits {
  const read = readConfig(config, env);
  return {
    messageBytes: read.MAX_MESSAGE_BYTES,
    subscriptionsPerSocket: read.MAX_SUBSCRIPTIONS_PER_SOCKET,
    connections: read.MAX_CONNECTIONS,
    connectionsPerAddress: read.MAX_CONNECTIONS_PER_ADDRESS,
    trustedProxies: read.TRUSTED_PROXIES,
    initWaitMs: read.CONNECTION_INIT_WAIT_MS,
  };
}
