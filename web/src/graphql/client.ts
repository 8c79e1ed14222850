import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createCache } from './cache.ts';
import { later } from './later.ts';
import { Comeback } from './live/comeback.ts';
import { connection } from './live/connection.ts';
import { type Gap, gaps } from './live/gaps.ts';
import { askOverHttp, liveCursor } from './live/live-cursor.ts';
import { openSocket } from './live/open-socket.ts';
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

const comeback = new Comeback(later, Math.random);
const socket = openSocket({ url: socketUrl, session, connection, comeback, later });
// The browser knows before any time-out does. What a false alarm costs is a resumption.
window.addEventListener('offline', () => socket.terminate());
window.addEventListener('online', () => comeback.hurry());

const withAuthorization = new SetContextLink(async ({ headers }) => {
  const authorization = await session.authorization();
  return authorization ? { headers: { ...headers, authorization } } : {};
});

export const client = new ApolloClient({
  cache: createCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(resuming(socket, { onGap, liveCursor: liveCursor(askOverHttp, comeback.wait), now: () => Date.now() })),
    withAuthorization.concat(new HttpLink({ uri: '/graphql' })),
  ),
  // A part that is away blanks its own fields only: what came is shown.
  defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
});

/** Only then is anything asked for anew: after a resumption without a gap all that is shown is complete. */
function onGap(gap: Gap): void {
  gaps.note(gap);
  void client.refetchQueries({ include: 'active' });
}

/** Who asks has changed: what was cached for the other viewer goes, and the socket says anew who it is. */
export async function startOver(): Promise<void> {
  socket.terminate();
  await client.clearStore();
  // Not awaited as one: a query that ends meanwhile, because its viewer left, would fail them all.
  client.refetchObservableQueries().catch(() => undefined);
}
