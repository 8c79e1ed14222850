import type { SubgraphContext } from '@marketgraph/subgraph-server';
import type { Viewer } from '@marketgraph/vocabulary';
import DataLoader from 'dataloader';
import type { Accounts } from '../domain/accounts.ts';
import type { Sessions } from '../domain/sessions.ts';
import type { User } from '../domain/user.ts';
import type { Watchlist } from '../domain/watchlist.ts';
import type { Watchlists } from '../domain/watchlists.ts';

/** What resolvers call: the decisions of the domain, and the clock. */
export interface AccountsServices {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly watchlists: Watchlists;
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

export interface AccountsContext extends SubgraphContext, AccountsServices {
  /** The viewer's own account; null when anonymous or deleted. */
  viewerAccount(): Promise<User | null>;
  /** By key; null for lists of others. */
  readonly watchlist: DataLoader<string, Watchlist | null>;
}

export function createAccountsContext(services: AccountsServices, viewer: Viewer | null): AccountsContext {
  let account: Promise<User | null> | undefined;
  const ownWatchlists = async (ids: readonly string[]) => {
    const found = viewer ? await services.watchlists.find(ids, viewer.id) : [];
    const byId = new Map(found.map((watchlist) => [watchlist.id, watchlist]));
    return ids.map((id) => byId.get(id) ?? null);
  };
  return {
    ...services,
    viewer,
    viewerAccount() {
      account ??= viewer ? services.accounts.find(viewer.id) : Promise.resolve(null);
      return account;
    },
    watchlist: new DataLoader(ownWatchlists),
  };
}
