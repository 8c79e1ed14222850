import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { createCache } from './cache.ts';
import { connection } from './live/connection.ts';
import { resuming } from './live/resuming-client.ts';
import { session } from './session/session.ts';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: 'all';
      }
      interface Query {
        errorPolicy: 'all';
      }
    }
  }
}

const socketUrl = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/graphql`;
/** Away for longer than this, lists have missed enough to be asked for again. */
const staleAfterMs = 5_000;

/** Full jitter: a thousand dashboards do not return in the same moment. */
function jitteredWait(retries: number): Promise<void> {
  const ceiling = Math.min(30_000, 500 * 2 ** retries);
  return new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * ceiling));
}

let lostAt: number | null = null;

const socket = createClient({
  url: socketUrl,
  // Opened at once: the badge tells the truth on pages without a subscription, and the first price waits for no handshake.
  lazy: false,
  onNonLazyError: () => connection.set('reconnecting'),
  retryAttempts: Number.POSITIVE_INFINITY,
  retryWait: jitteredWait,
  shouldRetry: () => true,
  keepAlive: 12_000,
  connectionParams: async () => {
    const authorization = await session.authorization();
    return authorization ? { authorization } : {};
  },
  on: {
    connecting: (isRetry) => connection.set(isRetry ? 'reconnecting' : 'connecting'),
    connected: () => {
      connection.set('live');
      if (lostAt !== null && Date.now() - lostAt > staleAfterMs) refetchShown();
      lostAt = null;
    },
    closed: () => {
      lostAt ??= Date.now();
      connection.set('reconnecting');
    },
  },
});

const withAuthorization = new SetContextLink(async ({ headers }) => {
  const authorization = await session.authorization();
  return authorization ? { headers: { ...headers, authorization } } : {};
});

export const client = new ApolloClient({
  cache: createCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(resuming(socket, { onGap: refetchShown })),
    withAuthorization.concat(new HttpLink({ uri: '/graphql' })),
  ),
  // A part that is away blanks its own fields only: what came is shown.
  defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
});

function refetchShown(): void {
  void client.refetchQueries({ include: 'active' });
}

/** Who asks has changed: what was cached for the other viewer goes, and the socket says anew who it is. */
export async function startOver(): Promise<void> {
  socket.terminate();
  await client.clearStore();
  // Not awaited as one: a query that ends meanwhile, because its viewer left, would fail them all.
  client.refetchObservableQueries().catch(() => undefined);
}
