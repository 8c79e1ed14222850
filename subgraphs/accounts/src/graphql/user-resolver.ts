import { DeletePayloadType, EmailAddressScalar } from '@marketgraph/subgraph-server';
import { encodeId, keyOf } from '@marketgraph/vocabulary';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { signInFirst } from '../domain/outcome.ts';
import type { AccountsContext } from './context.ts';
import { toUserErrors, UserPayloadType } from './payloads.ts';
import { toUserType, toWatchlistType, UserType, WatchlistType } from './types.ts';

@Resolver(() => UserType)
export class UserResolver {
  @Directive('@shareable')
  @Query(() => UserType, { nullable: true, description: 'Null when anonymous.' })
  async viewer(@Ctx() context: AccountsContext): Promise<UserType | null> {
    const user = await context.viewerAccount();
    return user && toUserType(user);
  }

  @FieldResolver(() => [WatchlistType])
  async watchlists(@Root() user: UserType, @Ctx() { watchlists }: AccountsContext): Promise<WatchlistType[]> {
    const key = keyOf('User', user.id);
    const found = key === null ? [] : await watchlists.ofUser(key);
    return found.map(toWatchlistType);
  }

  @Mutation(() => UserPayloadType, { nullable: true })
  async updateProfile(
    @Arg('displayName', () => String, { nullable: true }) displayName: string | null | undefined,
    @Arg('email', () => EmailAddressScalar, { nullable: true }) email: string | null | undefined,
    @Ctx() { accounts, viewer }: AccountsContext,
  ): Promise<UserPayloadType> {
    const change = { displayName: displayName ?? null, email: email ?? null };
    const outcome = viewer ? await accounts.updateProfile(viewer.id, change) : signInFirst();
    return 'errors' in outcome
      ? { user: null, userErrors: toUserErrors(outcome.errors) }
      : { user: toUserType(outcome.value), userErrors: [] };
  }

  @Mutation(() => DeletePayloadType, { nullable: true, description: 'Deletes the account and everything that belongs to it.' })
  async deleteAccount(
    @Arg('password', () => String) password: string,
    @Ctx() { accounts, viewer, now }: AccountsContext,
  ): Promise<DeletePayloadType> {
    const outcome = viewer ? await accounts.deleteAccount(viewer.id, password, now()) : signInFirst();
    return 'errors' in outcome
      ? { deletedId: null, userErrors: toUserErrors(outcome.errors) }
      : { deletedId: encodeId('User', outcome.value.id), userErrors: [] };
  }
}

/** A user is known to nobody but themself. */
export async function resolveUser({ id }: Record<string, string>, context: AccountsContext): Promise<UserType | null> {
  const key = keyOf('User', id ?? '');
  if (key === null || key !== context.viewer?.id) return null;
  const user = await context.viewerAccount();
  return user && toUserType(user);
}
