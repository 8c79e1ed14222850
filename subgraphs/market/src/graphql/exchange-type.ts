import { DateTimeScalar } from '@marketgraph/subgraph-server';
import { Field, ObjectType } from 'type-graphql';
import { sessionAt } from '../domain/calendar.ts';
import type { Exchange } from '../domain/instrument.ts';

@ObjectType('Exchange')
export class ExchangeType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  timezone!: string;

  @Field(() => Boolean)
  open!: boolean;

  @Field(() => DateTimeScalar, { nullable: true })
  opensAt!: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  closesAt!: number | null;
}

export function toExchangeType(exchange: Exchange, now: number): ExchangeType {
  const { open, opensAt, closesAt } = sessionAt(exchange, now);
  const { code, name, timezone } = exchange;
  return Object.assign(new ExchangeType(), { code, name, timezone, open, opensAt, closesAt });
}
