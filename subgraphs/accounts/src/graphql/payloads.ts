import { UserErrorType } from '@marketgraph/subgraph-server';
import type { UserError } from '@marketgraph/vocabulary';
import { Field, ObjectType } from 'type-graphql';
import { SessionType, UserType, WatchlistType } from './types.ts';

@ObjectType('SessionPayload')
export class SessionPayloadType {
  @Field(() => SessionType, { nullable: true })
  session: SessionType | null;

  @Field(() => [UserErrorType])
  userErrors: UserErrorType[];
}

@ObjectType('UserPayload')
export class UserPayloadType {
  @Field(() => UserType, { nullable: true })
  user: UserType | null;

  @Field(() => [UserErrorType])
  userErrors: UserErrorType[];
}

@ObjectType('SignOutPayload')
export class SignOutPayloadType {
  @Field(() => Boolean)
  signedOut: boolean;

  @Field(() => [UserErrorType])
  userErrors: UserErrorType[];
}

@ObjectType('WatchlistPayload')
export class WatchlistPayloadType {
  @Field(() => WatchlistType, { nullable: true })
  watchlist: WatchlistType | null;

  @Field(() => [UserErrorType])
  userErrors: UserErrorType[];
}

export function toUserErrors(errors: readonly UserError[]): UserErrorType[] {
  return errors.map(({ code, message, field }) => ({ code, message, field: field && [...field] }));
}
