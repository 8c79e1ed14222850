import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { type Deadline, traceparentOf } from '@marketgraph/service';
import type { Identity } from '../identity/verify-token.ts';
import { type Admission, type Admitted, type HeavyOperation, NOT_HEAVY, type NotAdmitted } from '../limits/admission.ts';
import type { ConnectionCounts } from '../limits/connection-counts.ts';
import { acceptedTransport } from '../subscriptions/protocol/accepted-transport.ts';
import { oneEvent, SSE_CONTENT_TYPE } from '../subscriptions/protocol/stream-format.ts';
import type { Apollo } from './apollo.ts';
import type { DirectAnswer, DirectAnswers, WellAnswered } from './direct-answers.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PersistedQueries } from './persisted-queries.ts';
import { type HttpOperation, readOperation } from './read-operation.ts';
import { answerErrors, answerRefusal, Refusal } from './refusal.ts';
import { requestDeadline } from './request-deadline.ts';
import { statusOfWellFormed } from './well-formed.ts';

/** A request whose caller is known and whose text is there. */
export interface Asked {
  readonly operation: HttpOperation;
  readonly identity: Identity | null;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly deadline: Deadline;
}

export interface AnswerOptions {
  readonly apollo: Apollo;
  readonly direct: DirectAnswers;
  readonly persisted: PersistedQueries;
  readonly admission: Admission;
  readonly connections: ConnectionCounts;
  /** Undefined: a token was given, and it is not valid. */
  identify(authorization: string | undefined): Promise<Identity | null | undefined>;
  /** Answers a subscription that comes with a transport; says how everything else is to be answered. */
  stream(asked: Asked): 'ANSWERED' | 'IN_ONE_PIECE' | 'AS_ONE_EVENT';
}

/** POST and GET /graphql. Everything that is wrong with a request is answered with its code, never with a 500. */
export async function answerGraphql(options: AnswerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (isBrowser(request)) {
    response.writeHead(302, { location: '/playground' }).end();
    return;
  }
  try {
    const deadline = requestDeadline(response);
    const identity = await options.identify(request.headers.authorization);
    if (identity === undefined)
      throw new Refusal(401, 'UNAUTHENTICATED', 'The token is not valid or has expired.', { 'www-authenticate': 'Bearer' });
    const operation = withText(options.persisted, await readOperation(request));
    const asked: Asked = { operation, identity, request, response, deadline };
    const admitted = admit(options, asked);
    const way = admitted && options.stream(asked);
    if (!way || way === 'ANSWERED') return;
    if (!admitted.heavy || (await hasTurn(options, asked, admitted.heavy))) await answerOperation(options, asked, way);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answerRefusal(request, response, error);
  }
}

async function answerOperation(
  { apollo, direct, admission }: AnswerOptions,
  asked: Asked,
  way: 'IN_ONE_PIECE' | 'AS_ONE_EVENT',
): Promise<void> {
  const { operation, request, response } = asked;
  const accept = request.headers.accept ?? '';
  const context = contextOf(asked);
  const known = way === 'IN_ONE_PIECE' ? await direct.answer(operation, accept, context) : null;
  if (known) return answerDirectly(known, response);
  const result = await execute(apollo, asked, context);
  if (!isWell(result)) {
    // What is not valid is validated again each time.
    if (operation.query) admission.forget(operation.query);
    const status = result.status ?? 200;
    return answerOnce({ ...result, status: operation.query ? statusOfWellFormed(request, status) : status }, response);
  }
  direct.learn(accept, result);
  if (way === 'AS_ONE_EVENT') answerAsEvent(result.body.string, response);
  else await answerOnce(result, response);
}

/** Someone opened the address: the playground is what they look for. */
function isBrowser({ method, url = '', headers }: IncomingMessage): boolean {
  return method === 'GET' && !/[?&](query|extensions)=/.test(url) && (headers.accept ?? '').includes('text/html');
}

/** Apollo Server is given texts only: it knows nothing of persisted queries, so that one store serves every transport. */
function withText(persisted: PersistedQueries, operation: HttpOperation): HttpOperation {
  const found = persisted.resolve(operation.query, operation.extensions);
  if ('query' in found) return { ...operation, query: found.query };
  const { code, message } = found.problem;
  // As Apollo Server answers it: clients read a 200 as an answer, and no cache may keep it.
  if (code === 'PERSISTED_QUERY_NOT_FOUND')
    throw new Refusal(200, code, message, { 'cache-control': 'private, no-cache, must-revalidate' });
  throw new Refusal(400, code, message);
}

/** Null where it passes a limit and that is answered, before anything is set in motion by it. */
function admit({ admission, connections }: AnswerOptions, asked: Asked): Admitted | null {
  const { query, operationName, variables } = asked.operation;
  if (!query) return NOT_HEAVY;
  const caller = { viewer: asked.identity?.viewer ?? null, address: connections.addressOf(asked.request) };
  const entry = admission.enter({ query, operationName, variables }, caller);
  if ('heavy' in entry) return entry;
  answerNotAdmitted(asked, entry);
  return null;
}

/** It is held until the answer has been taken. */
async function hasTurn({ admission }: AnswerOptions, asked: Asked, heavy: HeavyOperation): Promise<boolean> {
  const leave = await admission.turn(heavy, asked.deadline, asked.request.socket);
  if (typeof leave === 'function') afterwards(asked.response, leave);
  else answerNotAdmitted(asked, leave);
  return typeof leave === 'function';
}

function answerNotAdmitted({ request, response }: Asked, { status, error, retryAfterSeconds }: NotAdmitted): void {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  answerErrors(request, response, statusOfWellFormed(request, status), [error.toJSON()], headers);
}

function afterwards(response: ServerResponse, work: () => void): void {
  // Its caller may have left while it was read.
  if (response.closed) work();
  else response.once('close', work);
}

function contextOf({ identity, request, deadline }: Asked): GatewayContext {
  return { viewer: identity?.viewer ?? null, deadline, trace: traceparentOf(request.headers['traceparent']) };
}

function execute(apollo: Apollo, { operation, request }: Asked, context: GatewayContext): Promise<HTTPGraphQLResponse> {
  const { method, query, operationName, variables } = operation;
  const isPost = method === 'POST';
  return apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: headersOf(request),
      search: isPost ? '' : searchOf(operation),
      body: isPost ? { query, operationName, variables } : undefined,
    },
    context: async () => context,
  });
}

function searchOf({ query, operationName, variablesText }: HttpOperation): string {
  return new URLSearchParams({
    ...(query !== undefined && { query }),
    ...(operationName !== null && { operationName }),
    ...(variablesText && { variables: variablesText }),
  }).toString();
}

function answerDirectly({ headers, body }: DirectAnswer, response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Not refused before its execution: such an answer has a status of its own. */
function isWell(result: HTTPGraphQLResponse): result is WellAnswered {
  return (result.status ?? 200) === 200 && result.body.kind === 'complete';
}

function answerAsEvent(result: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': SSE_CONTENT_TYPE, 'cache-control': 'no-store' }).end(oneEvent(result.trimEnd()));
}

async function answerOnce(result: HTTPGraphQLResponse, response: ServerResponse): Promise<void> {
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.writeHead(result.status ?? 200);
  if (result.body.kind === 'complete') response.end(result.body.string);
  else {
    for await (const chunk of result.body.asyncIterator) response.write(chunk);
    response.end();
  }
}

/** Apollo Server executes first and then refuses who does not accept JSON: we answer them in JSON, which HTTP allows. */
function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (!acceptedTransport(request.headers.accept).json) headers.set('accept', 'application/json');
  return headers;
}
