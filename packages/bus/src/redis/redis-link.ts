import { Fault, type Logger, reasonOf } from '@marketgraph/service';
import { createClient } from '@redis/client';
import { pause } from '../pause.ts';
import { answeredWithin } from './answered-within.ts';

export type RedisClient = ReturnType<typeof connectable>;

const COMMAND_MS = 5_000;
const PROBE_MS = 1_500;
const PROBE_LIMIT_MS = 3_000;
const RETRY_MS = 200;
/** Between attempts to connect: subscribers of everybody wait for the first one that succeeds. */
const LONGEST_CONNECT_PAUSE_MS = 250;

/** Before the next attempt to connect; both clients of a log come back as soon as each other. */
export function connectPause(attempt: number): number {
  return Math.min(50 * 2 ** attempt, LONGEST_CONNECT_PAUSE_MS);
}

/**
 * The data connection. node-redis has no time-out for a command that was sent, so every use has one here, and a
 * probe replaces the client when the link is half-open: it would otherwise wait for ever.
 */
export class RedisLink {
  #client: RedisClient;
  /** The connection has been prepared: before that, nobody may use it. */
  #usable = false;
  #fault: string | null = 'Not connected yet.';
  #refusal: Fault | null = null;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  /** Called whenever the link can be used again. */
  onUsable: () => void = () => undefined;

  /** `prepare` runs on every new connection before anything else does, and again until it succeeds. */
  constructor(
    readonly url: string,
    readonly logger: Logger,
    readonly prepare: (client: RedisClient) => Promise<void>,
  ) {
    this.#client = this.#connect();
    this.#done = this.#probe();
  }

  get fault(): string | null {
    return this.#fault;
  }

  async run<T>(work: (client: RedisClient) => Promise<T>, limitMs = COMMAND_MS): Promise<T> {
    const client = this.#client;
    if (!client.isReady || !this.#usable) throw this.#refusal ?? new Fault('REDIS_AWAY', 'Redis is out of reach.', true);
    return answeredWithin(work(client), limitMs);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#client.destroy();
    await this.#done;
  }

  #connect(): RedisClient {
    const client = connectable(this.url);
    client.on('error', (error) => {
      if (this.#fault === null) this.logger.warn('The connection to Redis broke.', { reason: reasonOf(error) });
      this.#fault = reasonOf(error);
      if (this.#client === client) this.#usable = false;
    });
    client.on('ready', () => void this.#prepare(client));
    client.connect().catch((error) => {
      this.#fault = reasonOf(error);
    });
    return client;
  }

  async #prepare(client: RedisClient): Promise<void> {
    this.#usable = false;
    while (client.isReady && !this.#usable) {
      try {
        await this.prepare(client);
        // Replaced by the probe meanwhile.
        if (this.#client !== client) return;
        this.#usable = true;
        this.#refusal = null;
        this.#fault = null;
        this.onUsable();
      } catch (error) {
        this.#fault = reasonOf(error);
        this.#refusal = error instanceof Fault && !error.retryable ? error : null;
        await pause(RETRY_MS, this.#closing.signal);
      }
    }
  }

  async #probe(): Promise<void> {
    const { signal } = this.#closing;
    let awaySince = Date.now();
    while (!signal.aborted) {
      await pause(PROBE_MS, signal);
      if (signal.aborted) return;
      const client = this.#client;
      try {
        await this.run((current) => current.ping(), PROBE_LIMIT_MS);
        awaySince = Date.now();
      } catch (error) {
        if (signal.aborted) return;
        // A client that tries to reconnect, or that waits for a server that loads, gets its time; one that is mute gets none.
        if (!this.#usable && Date.now() - awaySince < COMMAND_MS) continue;
        this.#fault = reasonOf(error);
        this.#usable = false;
        client.destroy();
        this.#client = this.#connect();
        awaySince = Date.now();
      }
    }
  }
}

function connectable(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    // Its own limit for what waits to be sent is a timer and an error for each command, also for those that were answered long ago.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: 3_000,
      keepAlive: true,
      keepAliveInitialDelay: 5_000,
      reconnectStrategy: connectPause,
    },
  });
}
