import { buildFederatedSchema } from '@marketgraph/subgraph-server';
import type { AccountsContext } from './context.ts';
import { SessionResolver } from './session-resolver.ts';
import { UserType, WatchlistType } from './types.ts';
import { resolveUser, UserResolver } from './user-resolver.ts';
import { resolveWatchlist, WatchlistResolver } from './watchlist-resolver.ts';

export function buildAccountsSchema() {
  return buildFederatedSchema<AccountsContext>({
    resolvers: [SessionResolver, UserResolver, WatchlistResolver],
    entities: [
      { type: UserType, name: 'User', resolve: resolveUser },
      { type: WatchlistType, name: 'Watchlist', resolve: resolveWatchlist },
    ],
    federationImports: ['@key', '@shareable'],
  });
}
