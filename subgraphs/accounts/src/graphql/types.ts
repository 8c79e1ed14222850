import { DateTimeScalar, EmailAddressScalar, NodeType } from '@marketgraph/subgraph-server';
import { encodeId, type Role } from '@marketgraph/vocabulary';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Session } from '../domain/sessions.ts';
import type { User } from '../domain/user.ts';
import type { Watchlist } from '../domain/watchlist.ts';

export const RoleEnum = { USER: 'USER', PARTNER: 'PARTNER', ADMIN: 'ADMIN' } as const satisfies Record<Role, Role>;
registerEnumType(RoleEnum, { name: 'Role' });

@Directive('@key(fields: "symbol", resolvable: false)')
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Instrument')
export class InstrumentType {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  symbol: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Watchlist', { implements: NodeType })
export class WatchlistType extends NodeType {
  @Field(() => String)
  name: string;

  @Directive('@shareable')
  @Field(() => [String])
  symbols: string[];

  @Directive('@shareable')
  @Field(() => [InstrumentType], { nullable: 'items' })
  instruments: InstrumentType[];

  @Field(() => DateTimeScalar)
  createdAt: number;
}

@Directive('@key(fields: "id")')
@ObjectType('User', { implements: NodeType })
export class UserType extends NodeType {
  @Field(() => EmailAddressScalar)
  email: string;

  @Field(() => String)
  displayName: string;

  @Field(() => RoleEnum)
  role: Role;

  @Field(() => DateTimeScalar)
  createdAt: number;
}

@ObjectType('Session', {
  description: 'Tokens for the Authorization header (`Bearer ...`) and for connection_init (`{"authorization": "Bearer ..."}`).',
})
export class SessionType {
  @Field(() => String)
  accessToken: string;

  @Field(() => DateTimeScalar)
  expiresAt: number;

  @Field(() => String)
  refreshToken: string;

  @Field(() => UserType)
  user: UserType;
}

export function toUserType(user: User): UserType {
  return { ...user, id: encodeId('User', user.id) };
}

export function toSessionType(session: Session): SessionType {
  return { ...session, user: toUserType(session.user) };
}

export function toWatchlistType({ id, name, symbols, createdAt }: Watchlist): WatchlistType {
  const instruments = symbols.map((symbol) => ({ id: encodeId('Instrument', symbol), symbol }));
  return { id: encodeId('Watchlist', id), name, symbols: [...symbols], instruments, createdAt };
}
