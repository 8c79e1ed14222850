import { buildFederatedSchema } from '@marketgraph/subgraph-server';
import type { GraphQLSchema } from 'graphql';
import type { AccountsContext } from './context.ts';
import { SessionResolver } from './session-resolver.ts';
import { UserType, WatchlistType } from './types.ts';
import { resolveUser, UserResolver } from './user-resolver.ts';
import { resolveWatchlist, WatchlistResolver } from './watchlist-resolver.ts';

export function buildAccountsSchema(): Promise<{ schema: GraphQLSchema; sdl: string }> {
  return buildFederatedSchema<AccountsContext>({
    resolvers: [SessionResolver, UserResolver, WatchlistResolver],
    entities: [
      { type: UserType, name: 'User', resolve: resolveUser },
      { type: WatchlistType, name: 'Watchlist', resolve: resolveWatchlist },
    ],
    federationImports: ['@key', '@shareable'],
  });
}
