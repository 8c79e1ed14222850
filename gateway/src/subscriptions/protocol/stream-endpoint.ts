import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@marketgraph/service';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { ConnectionCounts } from '../../limits/connection-counts.ts';
import { Refusal } from '../../queries/refusal.ts';
import type { Hub } from '../hub/hub.ts';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import type { HttpTransport } from './accepted-transport.ts';
import { entered, goingAway } from './entrance.ts';
import { EventStream } from './event-stream.ts';
import { Expiries } from './expiries.ts';
import { sendAway } from './farewell.ts';
import { KernelQueues } from './kernel-queues.ts';
import { formats } from './stream-format.ts';

export interface StreamEndpointOptions {
  readonly hub: Hub;
  readonly clock: Clock;
  /** Of all transports. */
  readonly connections: ConnectionCounts;
  /** What readers have not taken; the system's own table unless said otherwise. */
  readonly queues?: KernelQueues;
}

export interface StreamOpening {
  readonly transport: HttpTransport;
  readonly request: SubscriptionRequest;
  readonly asker: IncomingMessage;
  readonly response: ServerResponse;
  /** When its token expires; null: nobody signed in. */
  readonly expiresAt: number | null;
}

/** As often as Apollo's router: proxies that close quiet connections wait longer. */
const BEAT_MS = 5_000;
/** What readers take is looked at more often: who stops for a moment must stay, and who stops for good be gone in time. */
const LOOKS_PER_BEAT = 5;

const TOO_SLOW: GraphQLFormattedError = {
  message: 'Nothing was read for too long. Subscribe again, after the last cursor.',
  extensions: { code: 'TOO_SLOW' },
};
const CHANGED: GraphQLFormattedError = { message: 'The graph has changed.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
const EXPIRED: GraphQLFormattedError = { message: 'The token has expired.', extensions: { code: 'UNAUTHENTICATED' } };

/** Subscriptions in HTTP answers (SSE and multipart), served by the same hub as websockets. */
export class StreamEndpoint {
  readonly #streams = new Set<EventStream>();
  readonly #stopping = new AbortController();
  readonly #queues: KernelQueues;
  readonly #expiries: Expiries;
  #beating = false;

  constructor(private readonly options: StreamEndpointOptions) {
    this.#queues = options.queues ?? new KernelQueues();
    this.#expiries = new Expiries(options.clock);
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Opens the stream, or says why not. */
  open({ transport, request, asker, response, expiresAt }: StreamOpening): Refusal | null {
    const { socket } = response;
    // It has left while its operation was read.
    if (!socket || response.destroyed) return null;
    if (this.#stopping.signal.aborted) return goingAway;
    const counted = entered(this.options.connections, asker);
    if (counted instanceof Refusal) return counted;
    const stream = new EventStream({ response, socket, format: formats[transport], queues: this.#queues });
    stream.gone.addEventListener('abort', () => counted.leave());
    this.#streams.add(stream);
    stream.begin();
    this.#subscribe(stream, request);
    this.#endAtExpiry(stream, expiresAt);
    if (!this.#beating) void this.#beat();
    return null;
  }

  /** Ends every stream, so that clients come back elsewhere and resume. */
  async drain(): Promise<void> {
    this.#stopping.abort();
    await sendAway(this.#streams, (stream) => stream.goAway(goingAway.error));
  }

  #subscribe(stream: EventStream, request: SubscriptionRequest): void {
    const fail = (errors: readonly GraphQLError[]) => stream.fail(errors.length > 0 ? errors.map((error) => error.toJSON()) : [CHANGED]);
    const leave = this.options.hub.subscribe({ id: '', request, sink: stream.sink, fail });
    stream.ended.addEventListener('abort', leave);
    stream.gone.addEventListener('abort', () => this.#streams.delete(stream));
  }

  #endAtExpiry(stream: EventStream, expiresAt: number | null): void {
    const expiring = { expiresAt, expire: () => stream.fail([EXPIRED]) };
    this.#expiries.add(expiring);
    stream.ended.addEventListener('abort', () => this.#expiries.remove(expiring));
  }

  async #beat(): Promise<void> {
    this.#beating = true;
    const { signal } = this.#stopping;
    for (let look = 1; this.#streams.size > 0 && !signal.aborted; look++) {
      await this.options.clock.sleep(BEAT_MS / LOOKS_PER_BEAT, signal);
      if (signal.aborted) break;
      for (const stream of this.#streams) {
        if (look % LOOKS_PER_BEAT === 0) stream.beat();
        void this.#lookAt(stream);
      }
    }
    this.#beating = false;
  }

  async #lookAt(stream: EventStream): Promise<void> {
    if (await stream.isGivenUp(this.options.clock.now())) stream.goAway(TOO_SLOW);
  }
}
