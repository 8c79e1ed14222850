import { newTraceId, reasonOf, traceIdIn } from '@marketgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, MessageType, parseMessage, type SubscribeMessage, type SubscribePayload, type WebSocket } from 'graphql-ws';
import { toldError } from '../../queries/told-error.ts';
import { type Accepted, acceptOperation, codedError } from './accepted-operation.ts';
import type { Connection, OperationResult, ProtocolTools } from './connection.ts';
import type { Expiring } from './expiries.ts';
import { Turns } from './turns.ts';

const ACK = JSON.stringify({ type: MessageType.ConnectionAck });
const PONG = JSON.stringify({ type: MessageType.Pong });
const DONE = Promise.resolve();
/** Queries and mutations at once; the next ones wait for these, and until their answers are read. */
const MOST_EXECUTED = 4;

/** What one websocket and we say to each other, by graphql-transport-ws. */
export class Conversation implements Expiring {
  expiresAt: number | null = null;
  #stage: 'NEW' | 'INITIALISING' | 'ACKNOWLEDGED' | 'ENDED' = 'NEW';
  #initWait: NodeJS.Timeout | null;
  /** What ends each operation, by id. */
  #operations: Map<string, () => void> | null = null;
  /** Of queries and mutations. */
  #turns: Turns | null = null;

  constructor(
    private readonly socket: Pick<WebSocket, 'send' | 'close'>,
    private readonly connection: Connection,
    private readonly tools: ProtocolTools,
  ) {
    const { initWaitMs } = tools.options.limits;
    this.#initWait = setTimeout(
      () => this.#close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
      initWaitMs,
    );
  }

  /** Rejects with what is our own fault, or too deep to be read. */
  hear(text: string): Promise<void> {
    try {
      return this.#hear(text);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Returns when nothing is left of it. */
  end(): Promise<void> {
    this.#stage = 'ENDED';
    this.#stopWaiting();
    this.tools.expiries.remove(this);
    const operations = this.#operations;
    this.#operations = null;
    for (const leave of operations?.values() ?? []) leave();
    return DONE;
  }

  expire(): void {
    this.connection.close(CloseCode.Forbidden, 'The token has expired.');
  }

  #hear(text: string): Promise<void> {
    const message = messageIn(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message.payload);
      case MessageType.Ping:
        this.#send(message.payload ? JSON.stringify({ type: MessageType.Pong, payload: message.payload }) : PONG);
        return DONE;
      case MessageType.Pong:
        return DONE;
      case MessageType.Subscribe:
        return this.#subscribe(message);
      case MessageType.Complete:
        this.#complete(message.id);
        return DONE;
      default:
        this.#close(CloseCode.BadRequest, 'Invalid message received');
        return DONE;
    }
  }

  async #initialise(payload: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (this.#stage !== 'NEW') return this.#close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    this.#stage = 'INITIALISING';
    this.#stopWaiting();
    const identity = await this.tools.options.identify(payload?.['authorization']);
    if (this.#isEnded) return;
    if (identity === undefined) return this.#close(CloseCode.Forbidden, 'Forbidden');
    this.connection.viewer = identity?.viewer ?? null;
    this.expiresAt = identity?.expiresAt ?? null;
    this.tools.expiries.add(this);
    this.#stage = 'ACKNOWLEDGED';
    this.#send(ACK);
  }

  #subscribe({ id, payload }: SubscribeMessage): Promise<void> {
    if (this.#stage !== 'ACKNOWLEDGED') return this.#refuse(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#operations?.has(id)) return this.#refuse(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    const { options } = this.tools;
    const most = options.limits.subscriptionsPerSocket;
    if ((this.#operations?.size ?? 0) >= most) {
      this.#fail(id, [codedError('LIMIT_EXCEEDED', `One socket may have ${most} operations at once.`)]);
      return DONE;
    }
    return this.#open(id, acceptOperation(options, payload, this.connection.viewer), payload.extensions?.['traceparent']);
  }

  #open(id: string, accepted: Accepted, traceparent: unknown): Promise<void> {
    if (accepted.kind === 'errors') this.#fail(id, accepted.errors, traceIdIn(traceparent));
    else if (accepted.kind === 'other') return this.#execute(id, accepted.payload);
    else {
      const { hub } = this.tools.options;
      this.#operations ??= new Map();
      const fail = (errors: readonly GraphQLError[]) => {
        this.#complete(id);
        this.#fail(id, errors.length > 0 ? errors : [codedError('GRAPHQL_VALIDATION_FAILED', 'The graph has changed.')]);
      };
      this.#operations.set(id, hub.subscribe({ id, request: accepted.request, sink: this.connection.sink, fail }));
    }
    return DONE;
  }

  async #execute(id: string, payload: SubscribePayload): Promise<void> {
    // Its own: the id may be given to another operation while this one is executed.
    const leave = () => undefined;
    this.#operations ??= new Map();
    this.#operations.set(id, leave);
    // Who has completed it does not want it any more.
    const isWanted = () => this.#operations?.get(id) === leave;
    this.#turns ??= new Turns(MOST_EXECUTED, () => this.connection.sink.ready());
    await this.#turns.take(async () => {
      const result = isWanted() ? await this.#resultOf(payload) : null;
      if (!result || !isWanted()) return;
      this.#operations?.delete(id);
      this.#answer(id, result);
    });
  }

  #resultOf(payload: SubscribePayload): Promise<OperationResult> {
    return this.tools.execute(payload, this.connection.viewer).catch((error: unknown) => {
      this.tools.options.logger.error('An operation could not be executed.', { reason: reasonOf(error) });
      return { errors: [codedError('INTERNAL_SERVER_ERROR', 'Something went wrong inside.').toJSON()] };
    });
  }

  #answer(id: string, result: OperationResult): void {
    // What could not be executed at all is an error of the operation; a result with errors is its answer.
    if (result.data === undefined && result.errors) this.#fail(id, result.errors);
    else {
      this.#send(JSON.stringify({ id, type: MessageType.Next, payload: result }));
      this.#send(JSON.stringify({ id, type: MessageType.Complete }));
    }
  }

  #complete(id: string): void {
    const leave = this.#operations?.get(id);
    this.#operations?.delete(id);
    leave?.();
  }

  #fail(id: string, errors: readonly (GraphQLError | GraphQLFormattedError)[], traceId = newTraceId()): void {
    const told = errors.map((error) => toldError(error instanceof GraphQLError ? error.toJSON() : error, traceId));
    this.#send(JSON.stringify({ id, type: MessageType.Error, payload: told }));
  }

  #send(text: string): void {
    if (!this.#isEnded) void this.socket.send(text);
  }

  #refuse(code: CloseCode, reason: string): Promise<void> {
    this.#close(code, reason);
    return DONE;
  }

  #close(code: CloseCode, reason: string): void {
    if (!this.#isEnded) void this.socket.close(code, shortened(reason));
  }

  get #isEnded(): boolean {
    return this.#stage === 'ENDED';
  }

  #stopWaiting(): void {
    if (this.#initWait) clearTimeout(this.#initWait);
    this.#initWait = null;
  }
}

/** A close frame has room for so many bytes of UTF-8. */
const MAX_REASON = 123;

function shortened(reason: string): string {
  if (Buffer.byteLength(reason) <= MAX_REASON) return reason;
  // A character that was cut in two is left out.
  return new TextDecoder().decode(Buffer.from(reason).subarray(0, MAX_REASON), { stream: true });
}

/** Null for what is no message of the protocol; what only servers may say is parsed too. */
function messageIn(text: string): ReturnType<typeof parseMessage> | null {
  try {
    return parseMessage(text);
  } catch {
    return null;
  }
}
