import { type Env, readConfig } from '@marketgraph/service';
import { z } from 'zod';
import { limits } from './limits.ts';

/** What connections may do; an operator sets them. */
export interface ConnectionLimits {
  readonly messageBytes: number;
  readonly subscriptionsPerSocket: number;
  readonly socketsPerGateway: number;
  readonly connectionsPerAddress: number;
  /** So long a websocket may say nothing before its first word. */
  readonly initWaitMs: number;
}

const count = (byDefault: number) => z.coerce.number().int().min(1).default(byDefault);

const config = z.object({
  MAX_MESSAGE_BYTES: count(limits.messageBytes).pipe(z.number().min(1_024)),
  MAX_SUBSCRIPTIONS_PER_SOCKET: count(limits.subscriptionsPerSocket),
  MAX_CONNECTIONS: count(limits.socketsPerGateway),
  MAX_CONNECTIONS_PER_ADDRESS: count(limits.connectionsPerAddress),
  CONNECTION_INIT_WAIT_MS: count(limits.initWaitMs),
});

/** Throws on a value that is no limit, and names its variable. */
export function readConnectionLimits(env: Env = {}): ConnectionLimits {
  const read = readConfig(config, env);
  return {
    messageBytes: read.MAX_MESSAGE_BYTES,
    subscriptionsPerSocket: read.MAX_SUBSCRIPTIONS_PER_SOCKET,
    socketsPerGateway: read.MAX_CONNECTIONS,
    connectionsPerAddress: read.MAX_CONNECTIONS_PER_ADDRESS,
    initWaitMs: read.CONNECTION_INIT_WAIT_MS,
  };
}

/** How many connections each address has open. Behind a proxy that is the proxy's address: let it count, and raise the limit here. */
export class AddressCounts {
  readonly #counts = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** For tests: addresses that have connections. */
  get size(): number {
    return this.#counts.size;
  }

  /** Returns what to call when the connection ends; null when the address has its share. */
  enter(address: string): (() => void) | null {
    const open = this.#counts.get(address) ?? 0;
    if (open >= this.most) return null;
    this.#counts.set(address, open + 1);
    let left = false;
    return () => {
      if (!left) this.#leave(address);
      left = true;
    };
  }

  #leave(address: string): void {
    const open = (this.#counts.get(address) ?? 1) - 1;
    if (open > 0) this.#counts.set(address, open);
    else this.#counts.delete(address);
  }
}
