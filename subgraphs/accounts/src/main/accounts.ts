import 'reflect-metadata';
import type { Log } from '@marketgraph/bus';
import { databasePart, openDatabase } from '@marketgraph/postgres';
import { type Clock, type Env, type Logger, type Metrics, type Part, readConfig } from '@marketgraph/service';
import type { SubgraphApi } from '@marketgraph/subgraph-server';
import { z } from 'zod';
import { Accounts } from '../domain/accounts.ts';
import { Sessions } from '../domain/sessions.ts';
import { Watchlists } from '../domain/watchlists.ts';
import { buildAccountsSchema } from '../graphql/accounts-schema.ts';
import { type AccountsServices, createAccountsContext } from '../graphql/context.ts';
import { announceChanges } from '../pipeline/announce-changes.ts';
import { Argon2Passwords } from '../storage/argon2-passwords.ts';
import { CreateAccounts1763683200000 } from '../storage/migrations.ts';
import { PostgresGuessLimit } from '../storage/postgres-guess-limit.ts';
import { PostgresSessionStore } from '../storage/postgres-session-store.ts';
import { PostgresUserStore } from '../storage/postgres-user-store.ts';
import { PostgresWatchlistStore } from '../storage/postgres-watchlist-store.ts';
import { UserRow, WatchlistRow } from '../storage/rows.ts';
import { signedTokens } from '../storage/signed-tokens.ts';
import { openSigningKey } from '../storage/signing-keys.ts';

export { buildAccountsSchema };

const accountsConfig = z.object({
  /** The folder of the keys that sign access tokens; the gateway reads the public half there. */
  JWT_KEYS_DIR: z.string(),
});

export interface AccountsResources {
  databaseUrl: string;
  log: Log;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  env: Env;
}

export interface AccountsSubgraph {
  readonly api: SubgraphApi;
  readonly apiParts: readonly Part[];
  close(): Promise<void>;
}

export async function openAccounts({ databaseUrl, log, clock, logger, env }: AccountsResources): Promise<AccountsSubgraph> {
  const { JWT_KEYS_DIR } = readConfig(accountsConfig, env);
  const key = await openSigningKey(JWT_KEYS_DIR);
  const database = await openDatabase({
    url: databaseUrl,
    schema: 'accounts',
    entities: [UserRow, WatchlistRow],
    migrations: [CreateAccounts1763683200000],
    logger,
  });
  const announcements = announceChanges(log);
  const users = new PostgresUserStore(database, announcements);
  const passwords = new Argon2Passwords();
  const sessions = new Sessions(
    users,
    new PostgresSessionStore(database),
    passwords,
    await signedTokens(key),
    new PostgresGuessLimit(database),
  );
  const services: AccountsServices = {
    accounts: new Accounts(users, passwords, sessions),
    sessions,
    watchlists: new Watchlists(new PostgresWatchlistStore(database, announcements)),
    now: () => clock.now(),
  };
  return {
    api: { name: 'accounts', ...(await buildAccountsSchema()), createContext: (viewer) => createAccountsContext(services, viewer) },
    apiParts: [databasePart('accounts database', database)],
    close: () => database.close(),
  };
}
