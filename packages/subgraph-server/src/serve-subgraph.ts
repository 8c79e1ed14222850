import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ApolloServer, type ApolloServerOptionsWithGateway, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import {
  BadBody,
  type Logger,
  type Metrics,
  type Part,
  readOperationBody,
  reasonOf,
  slices,
  traceIdIn,
  withinDeadline,
} from '@marketgraph/service';
import { roles, type Viewer } from '@marketgraph/vocabulary';
import type { SubgraphApi, SubgraphContext } from './context.ts';
import { textOf } from './execution/long-answers.ts';
import { formatError } from './format-error.ts';
import { requestDeadline } from './request-deadline.ts';

export interface ServeOptions {
  api: SubgraphApi;
  port: number;
  host: string;
  /** The gateway's credential: without it a subgraph answers nothing but its health. */
  gatewaySecret: string;
  /** What /readyz depends on. */
  parts: readonly Part[];
  logger: Logger;
  metrics: Metrics;
}

/** `port` is the one it listens on, also when 0 was asked for. */
export interface SubgraphServer extends Part {
  port(): number;
}

const STOP_LIMIT_MS = 5_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** One subgraph on a port of its own: POST /graphql for the gateway, /healthz, /readyz and /metrics for the platform. */
export function serveSubgraph(options: ServeOptions): SubgraphServer {
  const { api, logger } = options;
  const apollo = new ApolloServer<SubgraphContext>({
    gateway: executing(api),
    introspection: false,
    csrfPrevention: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Both would stand around every field of an answer; nobody caches for the gateway.
    plugins: [ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginCacheControlDisabled()],
    stringifyResult: textOf,
    formatError: (formatted, error) => formatError(formatted, error, logger),
  });
  let draining = false;
  const server = createServer((request, response) => {
    // Whoever asked in this connection asks elsewhere next.
    if (draining) response.setHeader('connection', 'close');
    if (draining && request.url === '/readyz') return answerHealth(options, '/readyz', response, false);
    answer(options, apollo, request, response).catch((error) => {
      if (error instanceof BadBody) return refuse(request, response, error.status, error.code, error.message);
      // It hung up while its body was read: there is nobody to answer.
      if (request.destroyed && !request.complete) return response.destroy();
      const traceId = traceIdIn(request.headers['traceparent']);
      logger.error(`${api.name} could not answer a request.`, { reason: reasonOf(error), traceId });
      if (response.headersSent) return response.destroy();
      return refuse(request, response, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong inside.', traceId);
    });
  });
  return {
    name: `${api.name} api`,
    async start() {
      await apollo.start();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, options.host, resolve);
      });
    },
    drain() {
      draining = true;
    },
    /** What is under way is answered. */
    async stop() {
      draining = true;
      const closed = new Promise((resolve) => server.close(resolve));
      const limit = setTimeout(() => server.closeAllConnections(), STOP_LIMIT_MS);
      await closed;
      clearTimeout(limit);
      await apollo.stop();
    },
    health: () => ({ healthy: server.listening }),
    port() {
      const address = server.address();
      return typeof address === 'object' && address ? address.port : 0;
    },
  };
}

type Executing = ApolloServerOptionsWithGateway<SubgraphContext>['gateway'];
type Executor = Awaited<ReturnType<Executing['load']>>['executor'];

/** Apollo Server parses, validates and tells errors; it does not execute. */
function executing(api: SubgraphApi): Executing {
  return {
    load: async () => ({
      executor: (async ({ source, document, operationName, request, context }) =>
        api.execute({ query: source, document, operationName, variables: request.variables, context })) as Executor,
    }),
    onSchemaLoadOrUpdate(told) {
      told({ apiSchema: api.schema, coreSupergraphSdl: api.sdl });
      return () => undefined;
    },
    stop: async () => undefined,
  };
}

async function answer(options: ServeOptions, apollo: ApolloServer<SubgraphContext>, request: IncomingMessage, response: ServerResponse) {
  const path = request.url?.split('?')[0];
  if (path === '/healthz' || path === '/readyz') return answerHealth(options, path, response);
  if (path === '/metrics') {
    const { contentType, text } = await options.metrics.render();
    return response.writeHead(200, { 'content-type': contentType }).end(text);
  }
  if (path !== '/graphql' || request.method !== 'POST') return refuse(request, response, 404, 'NOT_FOUND', 'There is nothing here.');
  if (!hasCredential(request, options.gatewaySecret))
    return refuse(request, response, 401, 'UNAUTHENTICATED', 'Only the gateway is answered.');
  const { extensions: _, ...body } = await readOperationBody(request, MAX_BODY_BYTES);
  const viewer = readViewer(request.headers['x-viewer']);
  const headers = new HeaderMap([['content-type', 'application/json']]);
  const deadline = requestDeadline(request, response, body.query);
  response.once('close', slices.answering(deadline));
  const result = await withinDeadline(deadline, () =>
    apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body },
      context: async () => options.api.createContext(viewer),
    }),
  );
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.writeHead(result.status ?? 200);
  if (result.body.kind === 'complete') return response.end(result.body.string);
  for await (const chunk of result.body.asyncIterator) response.write(chunk);
  return response.end();
}

/** What stands before GraphQL is refused in the same words as an error of it. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  traceId = traceIdIn(request.headers['traceparent']),
) {
  const extensions = { code, retryable: false, traceId };
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 413 && { connection: 'close' }) });
  return response.end(JSON.stringify({ errors: [{ message, extensions }] }));
}

function answerHealth({ api, parts }: ServeOptions, path: string, response: ServerResponse, isOpen = true) {
  const states = parts.map((part) => ({ name: part.name, ...part.health() }));
  const healthy = path === '/healthz' || (isOpen && states.every((state) => state.healthy));
  response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' });
  return response.end(JSON.stringify({ name: api.name, healthy, parts: states }));
}

function hasCredential(request: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${secret}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The gateway has verified the token: it passes on who asks as `id role`. */
function readViewer(header: string | string[] | undefined): Viewer | null {
  const [id, role] = typeof header === 'string' ? header.split(' ') : [];
  const known = roles.find((name) => name === role);
  return id && known ? { id, role: known } : null;
}
