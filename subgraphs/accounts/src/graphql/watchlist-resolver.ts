import { DeletePayloadType } from '@marketgraph/subgraph-server';
import { keyOf } from '@marketgraph/vocabulary';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { type Outcome, signInFirst } from '../domain/outcome.ts';
import type { Watchlist } from '../domain/watchlist.ts';
import type { AccountsContext } from './context.ts';
import { toUserErrors, WatchlistPayloadType } from './payloads.ts';
import { toWatchlistType, type WatchlistType } from './types.ts';

@Resolver()
export class WatchlistResolver {
  @Mutation(() => WatchlistPayloadType, { nullable: true })
  async createWatchlist(
    @Arg('name', () => String) name: string,
    @Arg('symbols', () => [String], { defaultValue: [] }) symbols: string[],
    @Ctx() { watchlists, viewer, now }: AccountsContext,
  ): Promise<WatchlistPayloadType> {
    return toPayload(viewer ? await watchlists.create(viewer.id, name, symbols, now()) : signInFirst());
  }

  @Mutation(() => WatchlistPayloadType, { nullable: true })
  async updateWatchlist(
    @Arg('id', () => ID) id: string,
    @Arg('name', () => String, { nullable: true }) name: string | null | undefined,
    @Arg('symbols', () => [String], { nullable: true }) symbols: string[] | null | undefined,
    @Ctx() { watchlists, viewer, now }: AccountsContext,
  ): Promise<WatchlistPayloadType> {
    const change = () => watchlists.update(watchlistKey(id), viewer?.id ?? '', name ?? null, symbols ?? null, now());
    return toPayload(viewer ? await change() : signInFirst());
  }

  @Mutation(() => DeletePayloadType, { nullable: true })
  async deleteWatchlist(@Arg('id', () => ID) id: string, @Ctx() { watchlists, viewer, now }: AccountsContext): Promise<DeletePayloadType> {
    const outcome = viewer ? await watchlists.remove(watchlistKey(id), viewer.id, now()) : signInFirst();
    return 'errors' in outcome ? { deletedId: null, userErrors: toUserErrors(outcome.errors) } : { deletedId: id, userErrors: [] };
  }
}

export async function resolveWatchlist({ id }: Record<string, string>, context: AccountsContext): Promise<WatchlistType | null> {
  const key = watchlistKey(id ?? '');
  const watchlist = key === null ? null : await context.watchlist.load(key);
  return watchlist && toWatchlistType(watchlist);
}

/** Null for what can be no key of ours: Postgres refuses some texts that decode well. */
function watchlistKey(id: string): string | null {
  const key = keyOf('Watchlist', id);
  return key !== null && /^[0-9a-f-]{36}$/.test(key) ? key : null;
}

function toPayload(outcome: Outcome<Watchlist>): WatchlistPayloadType {
  return 'errors' in outcome
    ? { watchlist: null, userErrors: toUserErrors(outcome.errors) }
    : { watchlist: toWatchlistType(outcome.value), userErrors: [] };
}
