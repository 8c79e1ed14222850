import { createPostgresLog, encodeCursor, type Log } from '@marketgraph/bus';
import type { AnyEvent } from '@marketgraph/events';
import { Metrics, silentLogger } from '@marketgraph/service';
import type { SubgraphApi } from '@marketgraph/subgraph-server';
import { ManualClock, temporaryFolder, testDatabase } from '@marketgraph/test-kit';
import { keyOf, type UserErrorCode, type Viewer } from '@marketgraph/vocabulary';
import { graphql } from 'graphql';
import pg from 'pg';
import { openAccounts } from '../src/main/accounts.ts';

export interface GivenSession {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
  user: { id: string; email: string; displayName: string; role: string; createdAt: string };
}

export interface SessionAnswer {
  session: GivenSession | null;
  userErrors: { code: UserErrorCode; message: string; field: string[] | null }[];
}

export type AccountsBench = Awaited<ReturnType<typeof openAccountsBench>>;

const sessionFields =
  '{ session { accessToken refreshToken expiresAt user { id email displayName role createdAt } } userErrors { code message field } }';

type Ask = <T>(viewer: Viewer | null, source: string, variables?: Record<string, unknown>) => Promise<T>;

async function askApi<T>(api: SubgraphApi, viewer: Viewer | null, source: string, variableValues: Record<string, unknown>): Promise<T> {
  const result = await graphql({ schema: api.schema, source, variableValues, contextValue: api.createContext(viewer) });
  if (result.errors) throw result.errors[0];
  return result.data as T;
}

/** The subgraph on a database and a log of its own. */
export async function openAccountsBench() {
  const database = await testDatabase();
  const keysDir = temporaryFolder('keys');
  const clock = new ManualClock();
  const metrics = new Metrics();
  const log = await createPostgresLog({ url: database.url, logger: silentLogger, clock, metrics });
  const accounts = await openAccounts({
    databaseUrl: database.url,
    log,
    clock,
    logger: silentLogger,
    metrics,
    env: { JWT_KEYS_DIR: keysDir },
  });

  const ask: Ask = (viewer, source, variables = {}) => askApi(accounts.api, viewer, source, variables);

  async function session(
    name: string,
    source: string,
    variables: Record<string, unknown>,
    viewer: Viewer | null = null,
  ): Promise<SessionAnswer> {
    return (await ask<Record<string, SessionAnswer>>(viewer, `mutation ${source} ${sessionFields} }`, variables))[name] as SessionAnswer;
  }

  return {
    clock,
    keysDir,
    databaseUrl: database.url,
    ask,
    /** As an operator who has the database. */
    async sql(statement: string): Promise<number | null> {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      return (await client.query(statement).finally(() => client.end())).rowCount;
    },
    signUp: (email: string, password = 'correct horse', displayName = 'Someone') =>
      session('signUp', '($e: EmailAddress!, $p: String!, $d: String!) { signUp(email: $e, password: $p, displayName: $d)', {
        e: email,
        p: password,
        d: displayName,
      }),
    signIn: (email: string, password = 'correct horse') =>
      session('signIn', '($e: EmailAddress!, $p: String!) { signIn(email: $e, password: $p)', { e: email, p: password }),
    refresh: (refreshToken: string) => session('refreshSession', '($t: String!) { refreshSession(refreshToken: $t)', { t: refreshToken }),
    changePassword: (viewer: Viewer | null, current: string, next: string) =>
      session('changePassword', '($c: String!, $n: String!) { changePassword(current: $c, new: $n)', { c: current, n: next }, viewer),
    /** A new user as the gateway would pass them on. */
    async newViewer(email: string): Promise<Viewer> {
      const { session: given } = await this.signUp(email);
      return { id: keyOf('User', given?.user.id ?? '') ?? '', role: 'USER' };
    },
    events: () => read(log),
    async close() {
      await accounts.close();
      await log.close();
      await database.drop();
    },
  };
}

/** Everything in the log, up to its head. */
async function read(log: Log): Promise<AnyEvent[]> {
  const head = (await log.head()).positions.reduce((sum, position) => sum + position, 0);
  const events: AnyEvent[] = [];
  if (head === 0) return events;
  const stop = new AbortController();
  for await (const item of log.tail({ after: encodeCursor(await log.oldest()), signal: stop.signal })) {
    if (item.kind === 'events') events.push(...item.events.map(({ event }) => event));
    if (events.length >= head) stop.abort();
  }
  return events;
}
