import './without-telemetry.ts';
import { fileURLToPath } from 'node:url';
import { encodeCursor, type LogReader } from '@marketgraph/bus';
import { type Clock, type Env, type Health, type Logger, type Metrics, type Part, reasonOf } from '@marketgraph/service';
import { bearerToken, createTokenVerifier, type Identity } from '../identity/verify-token.ts';
import { Admission } from '../limits/admission.ts';
import { ConnectionCounts } from '../limits/connection-counts.ts';
import { readConnectionLimits } from '../limits/connection-limits.ts';
import { readQueryLimits } from '../limits/query-limits.ts';
import { Feeds } from '../platform/feeds.ts';
import { hearBefore } from '../platform/feeds-before.ts';
import type { ServiceState } from '../platform/platform.ts';
import { type Asked, answerGraphql } from '../queries/answer-graphql.ts';
import { type Apollo, createApollo } from '../queries/apollo.ts';
import { DirectAnswers } from '../queries/direct-answers.ts';
import type { SubgraphInProcess } from '../queries/in-process-data-source.ts';
import { PersistedQueries } from '../queries/persisted-queries.ts';
import type { LiveTail } from '../subscriptions/hub/live-tail.ts';
import { StreamEndpoint } from '../subscriptions/protocol/stream-endpoint.ts';
import { answerStream } from '../subscriptions/protocol/stream-requests.ts';
import { subscriptionProtocol } from '../subscriptions/protocol/subscription-protocol.ts';
import { WebSocketEndpoint } from '../subscriptions/protocol/websocket-endpoint.ts';
import type { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import { isMarketgraph } from '../supergraph/supergraph.ts';
import { DataSources } from './data-sources.ts';
import { HttpServer } from './http-server.ts';
import { createLiveGraph } from './live-graph.ts';
import { createServedGraph } from './served-graph.ts';
import { StaticFiles } from './static-files.ts';

export type { ServiceState, SubgraphInProcess };

export interface GatewayOptions {
  readonly port: number;
  readonly host: string;
  readonly log: LogReader;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Our own, by name: in this process, or the address of one that is served over HTTP. Others are asked at the supergraph's addresses. */
  readonly subgraphs: Readonly<Record<string, SubgraphInProcess | string>>;
  readonly gatewaySecret?: string;
  /** Told the addresses of the subgraphs that are asked over HTTP. */
  services(addresses: Readonly<Record<string, string>>): readonly ServiceState[] | Promise<readonly ServiceState[]>;
  /** Without it nobody is known: a token is refused. */
  readonly jwtKeysDir?: string;
  readonly webRoot: string;
  readonly supergraphPath?: string;
  /** Whose work an answer shows: `liveCursor` is the least of their places. */
  readonly recorders?: readonly string[];
  /** So long its reader may take nothing of an answer; ten seconds. */
  readonly unreadMs?: number;
  readonly env?: Env;
}

export interface Gateway extends Part {
  /** The port that it listens on; known after the start. */
  readonly port: number;
  /** False where another graph is served (SUPERGRAPH_PATH): it has no accounts and nothing that is live. */
  readonly servesMarketgraph: boolean;
}

const VERSION = '0.1.0';
const COMMITTED_SUPERGRAPH = fileURLToPath(new URL('../../../schema/supergraph.graphql', import.meta.url));
const RECORDERS = ['market-recorder', 'news-articles', 'news-signals', 'alerts-evaluator'];

/** One graph out of all subgraphs: queries, subscriptions, identity, limits and the web pages on one port. Does nothing before `start()`. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, clock } = options;
  const logger = options.logger.child({ part: 'gateway' });
  const feeds = new Feeds(clock);
  const sources = new DataSources({ ...options, logger, feeds, version: VERSION, startedAt: clock.now() });
  const admission = new Admission(readQueryLimits(options.env), clock, options.metrics);
  const forgotten = (text: string) => admission.forget(text);
  const { planner, hub, tail, prepare } = createLiveGraph({ ...options, logger, feeds, forgotten });
  const path = options.supergraphPath ?? (options.env?.['SUPERGRAPH_PATH'] || COMMITTED_SUPERGRAPH);
  const { served, queries, documents, renamed } = createServedGraph({ ...options, path, logger, sources, admission, prepare, planner });
  const apollo = createApollo({ served, queries, documents, logger, liveCursor: () => readLiveCursor(options, logger) });
  const identify = createIdentify(options, logger);
  const persisted = new PersistedQueries();
  const limits = readConnectionLimits(options.env);
  const connections = new ConnectionCounts(limits);
  const protocol = subscriptionProtocol({ hub, planner, apollo, persisted, admission, clock, logger, identify, renamed, limits });
  const sockets = new WebSocketEndpoint({ protocol, logger, connections, messageBytes: limits.messageBytes });
  const streams = new StreamEndpoint({ hub, clock, connections });
  const answers = {
    direct: new DirectAnswers(queries),
    apollo,
    persisted,
    admission,
    connections,
    identify,
    stream: (asked: Asked) => answerStream({ planner, streams, renamed }, asked),
  };
  const server = new HttpServer({
    ...options,
    logger,
    sockets,
    files: new StaticFiles(options.webRoot, () => servesMarketgraph(served)),
    graphql: (request, response) => answerGraphql(answers, request, response),
    ready: () => readiness(tail, log, served),
  });
  const hearFeeds = (signal: AbortSignal) => hearBefore(feeds, { log, clock, logger }, signal);
  return new RunningGateway({
    server,
    sockets,
    streams,
    tail,
    renamed: renamed.part(clock, logger),
    apollo,
    served,
    sources,
    log,
    hearFeeds,
  });
}

interface GatewayParts {
  readonly server: HttpServer;
  readonly sockets: WebSocketEndpoint;
  readonly streams: StreamEndpoint;
  readonly tail: LiveTail;
  readonly renamed: Part;
  readonly apollo: Apollo;
  readonly served: ServedSupergraph;
  readonly sources: DataSources;
  readonly log: LogReader;
  hearFeeds(signal: AbortSignal): Promise<void>;
}

class RunningGateway implements Gateway {
  readonly name = 'gateway';
  readonly #stopping = new AbortController();
  #hearing: Promise<void> | null = null;

  constructor(private readonly parts: GatewayParts) {}

  get port(): number {
    return this.parts.server.port;
  }

  get servesMarketgraph(): boolean {
    return servesMarketgraph(this.parts.served);
  }

  async start(): Promise<void> {
    await this.parts.apollo.start();
    this.parts.tail.start();
    this.#hearing = this.parts.hearFeeds(this.#stopping.signal);
    await this.parts.renamed.start();
    await this.parts.server.listen();
  }

  drain(): void {
    this.parts.server.drain();
  }

  /** Sockets and streams first: their clients come back to another gateway while this one still answers what is under way. */
  async stop(): Promise<void> {
    const { server, sockets, streams, tail, renamed, apollo, served, sources } = this.parts;
    server.drain();
    await Promise.all([sockets.drain(), streams.drain()]);
    await server.close();
    this.#stopping.abort();
    await this.#hearing;
    await tail.stop();
    await renamed.stop();
    // Without a supergraph it has never started, and refuses to stop.
    if (served.current) await apollo.stop();
    await sources.close();
  }

  health(): Health {
    const { server, tail, log } = this.parts;
    return server.isListening ? healthOf(tail, log) : { healthy: false, detail: 'It does not listen.' };
  }
}

function servesMarketgraph({ current }: ServedSupergraph): boolean {
  return current !== null && isMarketgraph(current);
}

function healthOf(tail: LiveTail, log: LogReader): Health {
  if (!tail.isReading) return { healthy: false, detail: 'The log cannot be read.' };
  return log.health();
}

/** Queries do not need the log: without it the gateway goes on serving, and says what is missing. */
function readiness(tail: LiveTail, log: LogReader, served: ServedSupergraph): Health {
  const { healthy, detail } = healthOf(tail, log);
  const waiting = healthy ? [] : ['Subscriptions wait.', detail];
  const details = [...waiting, served.health().detail].filter(Boolean);
  return { healthy: true, ...(details.length > 0 && { detail: details.join(' ') }) };
}

function createIdentify({ jwtKeysDir: keysDir, clock }: GatewayOptions, logger: Logger) {
  const tokens = keysDir === undefined ? null : createTokenVerifier({ keysDir, clock, logger });
  return async (authorization: unknown): Promise<Identity | null | undefined> => {
    const token = bearerToken(authorization);
    return typeof token === 'string' ? ((await tokens?.verify(token)) ?? undefined) : token;
  };
}

async function readLiveCursor({ log, recorders = RECORDERS }: GatewayOptions, logger: Logger): Promise<string | null> {
  try {
    return encodeCursor(await log.committed(recorders));
  } catch (error) {
    logger.warn('The place of the recorders cannot be read.', { reason: reasonOf(error) });
    return null;
  }
}
