import './without-telemetry.ts';
import { fileURLToPath } from 'node:url';
import { ApolloGateway } from '@apollo/gateway';
import { encodeCursor, type Log } from '@marketgraph/bus';
import { type Clock, type Env, type Health, type Logger, type Metrics, type Part, reasonOf } from '@marketgraph/service';
import { GraphQLError } from 'graphql';
import { bearerToken, createTokenVerifier, type Identity } from '../identity/verify-token.ts';
import { Feeds } from '../platform/feeds.ts';
import type { ServiceState } from '../platform/platform.ts';
import { answerGraphql } from '../queries/answer-graphql.ts';
import { type Apollo, apolloLogger, createApollo } from '../queries/apollo.ts';
import { formatError } from '../queries/format-error.ts';
import type { SubgraphInProcess } from '../queries/in-process-data-source.ts';
import { EventExecutor } from '../subscriptions/event-executor.ts';
import { Hub } from '../subscriptions/hub/hub.ts';
import { LiveTail } from '../subscriptions/hub/live-tail.ts';
import { SubscriptionPlanner } from '../subscriptions/planning/subscription-planner.ts';
import { subscriptionProtocol } from '../subscriptions/protocol/subscription-protocol.ts';
import { WebSocketEndpoint } from '../subscriptions/protocol/websocket-endpoint.ts';
import { readSupergraph } from '../supergraph/supergraph.ts';
import { supergraphFile } from '../supergraph/supergraph-file.ts';
import { DataSources } from './data-sources.ts';
import { HttpServer } from './http-server.ts';
import { StaticFiles } from './static-files.ts';

export type { ServiceState, SubgraphInProcess };

export interface GatewayOptions {
  readonly port: number;
  readonly host: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** By name (market, news-sentiment, alerts, accounts): in this process, or the address of one that is served over HTTP. */
  readonly subgraphs: Readonly<Record<string, SubgraphInProcess | string>>;
  readonly gatewaySecret?: string;
  services(): readonly ServiceState[] | Promise<readonly ServiceState[]>;
  readonly jwtKeysDir: string;
  readonly webRoot: string;
  readonly supergraphPath?: string;
  /** Whose work an answer shows: `liveCursor` is the least of their places. */
  readonly recorders?: readonly string[];
  readonly env?: Env;
}

export interface Gateway extends Part {
  /** The port that it listens on; known after the start. */
  readonly port: number;
}

const VERSION = '0.1.0';
const COMMITTED_SUPERGRAPH = fileURLToPath(new URL('../../../schema/supergraph.graphql', import.meta.url));
const RECORDERS = ['market-recorder', 'news-articles', 'news-signals', 'alerts-evaluator'];

/** One graph out of all subgraphs: queries, subscriptions, identity, limits and the web pages on one port. Does nothing before `start()`. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, clock, metrics } = options;
  const logger = options.logger.child({ part: 'gateway' });
  const feeds = new Feeds();
  const sources = new DataSources({ ...options, logger, feeds, version: VERSION, startedAt: clock.now() });
  const format = (error: GraphQLError) => formatError(error.toJSON(), error, logger);
  const executor = new EventExecutor({ dataSources: () => sources.all, format, logger });
  const planner = new SubscriptionPlanner(logger);
  const hub = new Hub({ log, clock, logger, metrics, executor });
  const tail = new LiveTail({
    log,
    clock,
    logger,
    listener: {
      begin: (place, lost) => hub.begin(place, lost),
      hear: (logged) => {
        feeds.hear(logged.event);
        hub.hear(logged);
      },
    },
  });
  const apolloGateway = new ApolloGateway({
    supergraphSdl: supergraphFile(options.supergraphPath ?? options.env?.['SUPERGRAPH_PATH'] ?? COMMITTED_SUPERGRAPH, logger),
    buildService: ({ name, url }) => sources.build(name, url),
    logger: apolloLogger(logger),
    debug: false,
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
  });
  apolloGateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    const supergraph = readSupergraph(coreSupergraphSdl, apiSchema);
    sources.use(supergraph);
    planner.use(supergraph);
    const { kept, ended } = hub.replan(({ prepared }) => planner.prepare(prepared.query, prepared.operationName));
    if (kept + ended > 0) logger.info('Subscriptions were planned anew.', { kept, ended });
  });
  const liveCursor = () => readLiveCursor(log, options.recorders ?? RECORDERS, logger);
  const apollo: Apollo = createApollo({ gateway: apolloGateway, logger, liveCursor });
  const identify = createIdentify(options, logger);
  const sockets = new WebSocketEndpoint(subscriptionProtocol({ hub, planner, apollo, clock, logger, identify }), logger);
  const server = new HttpServer({
    ...options,
    logger,
    sockets,
    files: new StaticFiles(options.webRoot),
    graphql: (request, response) =>
      answerGraphql(apollo, async (authorization) => viewerOf(await identify(authorization)), request, response),
    health: () => healthOf(tail, log),
  });
  return {
    name: 'gateway',
    get port() {
      return server.port;
    },
    async start() {
      await apollo.start();
      tail.start();
      await server.listen();
    },
    async stop() {
      server.drain();
      await sockets.drain();
      await server.close();
      await tail.stop();
      await apollo.stop();
      await sources.close();
    },
    health: () => (server.isListening ? healthOf(tail, log) : { healthy: false, detail: 'It does not listen.' }),
  };
}

function healthOf(tail: LiveTail, log: Log): Health {
  if (!tail.isReading) return { healthy: false, detail: 'The log cannot be read.' };
  return log.health();
}

function viewerOf(identity: Identity | null | undefined) {
  return identity ? identity.viewer : identity;
}

function createIdentify({ jwtKeysDir, clock }: GatewayOptions, logger: Logger) {
  const tokens = createTokenVerifier({ keysDir: jwtKeysDir, clock, logger });
  return async (authorization: unknown): Promise<Identity | null | undefined> => {
    const token = bearerToken(authorization);
    return typeof token === 'string' ? ((await tokens.verify(token)) ?? undefined) : token;
  };
}

async function readLiveCursor(log: Log, recorders: readonly string[], logger: Logger): Promise<string | null> {
  try {
    return encodeCursor(await log.committed(recorders));
  } catch (error) {
    logger.warn('The place of the recorders cannot be read.', { reason: reasonOf(error) });
    return null;
  }
}
