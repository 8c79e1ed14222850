import { EmailAddressScalar } from '@marketgraph/subgraph-server';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type Outcome, signInFirst } from '../domain/outcome.ts';
import type { Session } from '../domain/sessions.ts';
import type { AccountsContext } from './context.ts';
import { SessionPayloadType, SignOutPayloadType, toUserErrors } from './payloads.ts';
import { toSessionType } from './types.ts';

@Resolver()
export class SessionResolver {
  @Mutation(() => SessionPayloadType, { nullable: true })
  async signUp(
    @Arg('email', () => EmailAddressScalar) email: string,
    @Arg('password', () => String) password: string,
    @Arg('displayName', () => String) displayName: string,
    @Ctx() { accounts, now }: AccountsContext,
  ): Promise<SessionPayloadType> {
    return toPayload(await accounts.signUp(email, password, displayName, now()));
  }

  @Mutation(() => SessionPayloadType, { nullable: true })
  async signIn(
    @Arg('email', () => EmailAddressScalar) email: string,
    @Arg('password', () => String) password: string,
    @Ctx() { sessions, now }: AccountsContext,
  ): Promise<SessionPayloadType> {
    return toPayload(await sessions.signIn(email, password, now()));
  }

  @Mutation(() => SessionPayloadType, { nullable: true })
  async refreshSession(
    @Arg('refreshToken', () => String) refreshToken: string,
    @Ctx() { sessions, now }: AccountsContext,
  ): Promise<SessionPayloadType> {
    return toPayload(await sessions.refresh(refreshToken, now()));
  }

  @Mutation(() => SignOutPayloadType, { nullable: true })
  async signOut(
    @Arg('refreshToken', () => String) refreshToken: string,
    @Ctx() { sessions, now }: AccountsContext,
  ): Promise<SignOutPayloadType> {
    const outcome = await sessions.signOut(refreshToken, now());
    return 'errors' in outcome ? { signedOut: false, userErrors: toUserErrors(outcome.errors) } : { signedOut: true, userErrors: [] };
  }

  @Mutation(() => SessionPayloadType, { nullable: true })
  async changePassword(
    @Arg('current', () => String) current: string,
    @Arg('new', () => String) next: string,
    @Ctx() { accounts, viewer, now }: AccountsContext,
  ): Promise<SessionPayloadType> {
    return toPayload(viewer ? await accounts.changePassword(viewer.id, current, next, now()) : signInFirst());
  }
}

function toPayload(outcome: Outcome<Session>): SessionPayloadType {
  return 'errors' in outcome
    ? { session: null, userErrors: toUserErrors(outcome.errors) }
    : { session: toSessionType(outcome.value), userErrors: [] };
}
