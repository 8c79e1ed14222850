import { type Client, createClient } from 'graphql-ws';
import type { Later } from '../later.ts';
import type { SessionKeeper } from '../session/session-keeper.ts';
import type { Comeback } from './comeback.ts';
import type { Connection } from './connection.ts';
import { LinkWatch } from './link-watch.ts';

const forbidden = 4403;

export interface SocketSurroundings {
  readonly url: string;
  readonly session: Pick<SessionKeeper, 'authorization' | 'refused'>;
  readonly connection: Pick<Connection, 'set'>;
  readonly comeback: Comeback;
  readonly later: Later;
}

/** The page's one socket. It comes back by itself for as long as the page is open. */
export function openSocket({ url, session, connection, comeback, later }: SocketSurroundings): Client {
  let shown: string | null = null;
  const watch = new LinkWatch(later, () => client.terminate());
  const client = createClient({
    url,
    // Opened at once: the badge tells the truth on pages without a subscription, and the first price waits for no handshake.
    lazy: false,
    onNonLazyError: () => connection.set('reconnecting'),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: comeback.wait,
    shouldRetry: () => true,
    keepAlive: 10_000,
    connectionParams: async () => {
      shown = await session.authorization();
      return shown ? { authorization: shown } : {};
    },
    on: {
      connecting: (isRetry) => {
        watch.expect();
        connection.set(isRetry ? 'reconnecting' : 'connecting');
      },
      connected: () => {
        watch.calm();
        connection.set('live');
      },
      ping: (received) => received || watch.expect(),
      pong: (received) => received && watch.calm(),
      closed: (event) => {
        watch.calm();
        if (isCloseOf(event, forbidden)) session.refused(shown);
        connection.set('reconnecting');
      },
    },
  });
  return client;
}

function isCloseOf(event: unknown, code: number): boolean {
  return typeof event === 'object' && event !== null && 'code' in event && event.code === code;
}
