import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import type { Logger } from '@marketgraph/service';
import { GraphQLError } from 'graphql';
import type { QueryExecutor } from '../execution/query-executor.ts';
import { limits } from '../limits/limits.ts';
import { nullCondition } from '../limits/null-condition.ts';
import { limitRules } from '../limits/rules.ts';
import { TRANSPORTS } from '../subscriptions/protocol/accepted-transport.ts';
import type { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import { ErrorOwners } from './error-owners.ts';
import { formatError } from './format-error.ts';
import type { GatewayContext } from './gateway-context.ts';
import { graphExecutor } from './graph-executor.ts';
import type { ValidDocuments } from './valid-documents.ts';

export interface ApolloOptions {
  served: ServedSupergraph;
  queries: QueryExecutor;
  documents: ValidDocuments;
  logger: Logger;
  /** Reads the place that `liveCursor` answers, before the execution starts. */
  liveCursor(): Promise<string | null>;
}

export type Apollo = ApolloServer<GatewayContext>;

/** Queries and mutations. Behaves as in production whatever NODE_ENV says: no stack traces, no query plans. */
export function createApollo({ served, queries, documents, logger, liveCursor }: ApolloOptions): Apollo {
  const owners = new ErrorOwners();
  return new ApolloServer<GatewayContext>({
    gateway: graphExecutor(served, queries),
    documentStore: documents.store,
    nodeEnv: 'production',
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // Names that were nearly guessed are not told, whoever asks.
    hideSchemaDetailsFromClientErrors: true,
    // Ours are found before Apollo Server is asked: see PersistedQueries.
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [...limitRules],
    validationOptions: { maxErrors: 20 },
    formatError: (formatted, error) => formatError(formatted, error, { logger, ...owners.ownerOf(error) }),
    // Apollo's own page loads from a CDN, and its reporting would call home when a key is in the environment.
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      owners.plugin,
      refuseBeforePlanning,
      takeLiveCursor(liveCursor),
    ],
    logger: apolloLogger(logger),
  });
}

const SUBSCRIPTION_NEEDS_TRANSPORT =
  'A subscription needs a transport: a websocket to this address (graphql-transport-ws), or this request with "accept: text/event-stream" or "accept: multipart/mixed;subscriptionSpec=1.0".';

/** What would fail in the planner or the executor, and is the caller's to correct. */
const refuseBeforePlanning: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, document, request }) {
        if (!operation) {
          throw new GraphQLError('The document has no operation of that name, or several and none was named.', {
            extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
          });
        }
        if (operation.operation === 'subscription') {
          throw new GraphQLError(SUBSCRIPTION_NEEDS_TRANSPORT, {
            extensions: { code: 'SUBSCRIPTION_NEEDS_TRANSPORT', transports: TRANSPORTS, http: { status: 406 } },
          });
        }
        const fault = nullCondition(document, request.variables ?? {});
        if (fault)
          throw new GraphQLError(fault.message, { nodes: fault.nodes ?? null, extensions: { ...fault.extensions, http: { status: 400 } } });
      },
    };
  },
};

/** The cursor must lie before everything that the answer shows, so it is read before the first resolver runs. */
function takeLiveCursor(liveCursor: ApolloOptions['liveCursor']): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ source, contextValue }) {
          if (source.includes('liveCursor')) contextValue.liveCursor = await liveCursor();
        },
      };
    },
  };
}

/** Apollo's own words are for its developers: its warnings are kept, the rest is debug. */
export function apolloLogger(logger: Logger) {
  return {
    debug: (message: unknown) => logger.debug(String(message)),
    info: (message: unknown) => logger.debug(String(message)),
    warn: (message: unknown) => logger.warn(String(message)),
    error: (message: unknown) => logger.error(String(message)),
  };
}
