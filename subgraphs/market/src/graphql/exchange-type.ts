import { DateTimeScalar } from '@marketgraph/subgraph-server';
import { Field, ObjectType } from 'type-graphql';
import { sessionAt } from '../domain/calendar.ts';
import type { Exchange } from '../domain/instrument.ts';
import type { VenueCalendars } from '../domain/venue-calendars.ts';

@ObjectType('Exchange')
export class ExchangeType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  timezone!: string;

  @Field(() => Boolean, { description: 'Whether a session is on: weekends, holidays and early closes are known.' })
  open!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of the session that is on, or else of the next one.' })
  opensAt!: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  closesAt!: number | null;
}

export function toExchangeType(exchange: Exchange, now: number, calendars: VenueCalendars): ExchangeType {
  const { open, opensAt, closesAt } = sessionAt(exchange, now, calendars);
  const { code, name, timezone } = exchange;
  return Object.assign(new ExchangeType(), { code, name, timezone, open, opensAt, closesAt });
}
