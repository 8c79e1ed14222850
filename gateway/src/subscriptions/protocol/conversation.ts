import { type Deadline, newTraceId, reasonOf } from '@marketgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, MessageType, parseMessage, type SubscribeMessage } from 'graphql-ws';
import { exceeded } from '../../limits/exceeded.ts';
import { operationDeadline } from '../../queries/request-deadline.ts';
import { toldError } from '../../queries/told-error.ts';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import { type Accepted, acceptOperation, codedError, faultInside, traceIdOfOperation } from './accepted-operation.ts';
import type { Connection, Dialogue, OperationResult, ProtocolTools } from './connection.ts';
import { textFrame } from './event-message.ts';
import type { Expiring } from './expiries.ts';
import { Turns } from './turns.ts';

const ACK = textFrame(JSON.stringify({ type: MessageType.ConnectionAck }));
const PONG = textFrame(JSON.stringify({ type: MessageType.Pong }));
/** Queries and mutations at once; the next ones wait for these, and until their answers are read. */
const MOST_EXECUTED = 4;

type Operation = Extract<Accepted, { kind: 'other' }>;

/** What one websocket and we say to each other, by graphql-transport-ws. */
export class Conversation implements Dialogue, Expiring {
  expiresAt: number | null = null;
  #stage: 'NEW' | 'INITIALISING' | 'ACKNOWLEDGED' | 'ENDED' = 'NEW';
  #initWait: NodeJS.Timeout | null;
  /** What ends each operation, by id. */
  #operations: Map<string, () => void> | null = null;
  /** Of queries and mutations. */
  #turns: Turns | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly tools: ProtocolTools,
  ) {
    const { initWaitMs } = tools.options.limits;
    this.#initWait = setTimeout(
      () => this.#close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
      initWaitMs,
    );
  }

  /** Whatever comes of it, it is ours to tell: nothing is thrown. */
  hear(text: string): void {
    try {
      this.#hear(text)?.catch((error: unknown) => this.#endBy(error));
    } catch (error) {
      this.#endBy(error);
    }
  }

  end(): void {
    this.#stage = 'ENDED';
    this.#stopWaiting();
    this.tools.expiries.remove(this);
    const operations = this.#operations;
    this.#operations = null;
    for (const leave of operations?.values() ?? []) leave();
  }

  expire(): void {
    this.connection.close(CloseCode.Forbidden, 'The token has expired.');
  }

  #endBy(error: unknown): void {
    // What is nested too deeply to be written again could be read: that is the client's doing.
    if (error instanceof RangeError) this.#close(CloseCode.BadRequest, 'Invalid message received');
    else {
      this.tools.options.logger.error('A websocket message could not be handled.', { reason: reasonOf(error) });
      this.#close(CloseCode.InternalServerError, 'Something went wrong inside.');
    }
  }

  #hear(text: string): Promise<void> | void {
    const message = messageIn(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message.payload);
      case MessageType.Ping:
        return message.payload ? this.#send(JSON.stringify({ type: MessageType.Pong, payload: message.payload })) : this.#tell(PONG);
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#subscribe(message);
      case MessageType.Complete:
        return this.#complete(message.id);
      default:
        return this.#close(CloseCode.BadRequest, 'Invalid message received');
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
    this.#tell(ACK);
  }

  #subscribe({ id, payload }: SubscribeMessage): Promise<void> | void {
    if (this.#stage !== 'ACKNOWLEDGED') return this.#close(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#operations?.has(id)) return this.#close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    const { options } = this.tools;
    const most = options.limits.subscriptionsPerSocket;
    if ((this.#operations?.size ?? 0) >= most)
      return this.#fail(id, [exceeded('OPERATIONS', most, `One socket may have ${most} operations at once.`)], traceIdOfOperation(payload));
    const accepted = acceptOperation(options, payload, this.connection);
    if (accepted.kind === 'errors') return this.#fail(id, accepted.errors, traceIdOfOperation(payload));
    if (accepted.kind === 'other') return this.#execute(id, accepted);
    this.#open(id, accepted.request);
  }

  #open(id: string, request: SubscriptionRequest): void {
    const { hub } = this.tools.options;
    const fail = (errors: readonly GraphQLError[]) => {
      this.#complete(id);
      this.#fail(id, errors.length > 0 ? errors : [codedError('GRAPHQL_VALIDATION_FAILED', 'The graph has changed.')]);
    };
    this.#operations ??= new Map();
    this.#operations.set(id, hub.subscribe({ id, request, sink: this.connection.sink, fail }));
  }

  async #execute(id: string, accepted: Operation): Promise<void> {
    // Its own: the id may be given to another operation while this one is executed.
    let deadline: Deadline | undefined;
    const leave = () => deadline?.leave();
    this.#operations ??= new Map();
    this.#operations.set(id, leave);
    // Who has completed it does not want it any more.
    const isWanted = () => this.#operations?.get(id) === leave;
    this.#turns ??= new Turns(MOST_EXECUTED, () => this.connection.sink.ready());
    await this.#turns.take(async () => {
      if (!isWanted()) return;
      deadline = operationDeadline();
      const result = await this.#resultOf(accepted, deadline);
      if (!isWanted()) return;
      this.#operations?.delete(id);
      this.#answer(id, result);
    });
  }

  async #resultOf({ payload, heavy }: Operation, deadline: Deadline): Promise<OperationResult> {
    const { execute, options } = this.tools;
    const leave = heavy && (await options.admission.turn(heavy, deadline));
    if (leave && typeof leave !== 'function') return { errors: [leave.error.toJSON()] };
    try {
      return await execute(payload, { viewer: this.connection.viewer, deadline });
    } catch (error) {
      return { errors: [faultInside(options.logger, 'An operation could not be executed.', error, payload).toJSON()] };
    } finally {
      leave?.();
    }
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
    this.#tell(textFrame(text));
  }

  #tell(frame: Buffer): void {
    if (!this.#isEnded) this.connection.tell(frame);
  }

  #close(code: CloseCode, reason: string): void {
    if (!this.#isEnded) this.connection.close(code, shortened(reason));
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
