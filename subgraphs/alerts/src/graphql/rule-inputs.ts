import { DateTimeScalar, DecimalScalar, DurationScalar } from '@marketgraph/subgraph-server';
import type { Severity } from '@marketgraph/vocabulary';
import { Field, ID, InputType } from 'type-graphql';
import type { RuleChange, RuleInput } from '../domain/check-rule.ts';
import { AlertConditionInputType } from './condition-types.ts';
import { SeverityEnum } from './enums.ts';
import { NO_KEY, ownKey } from './keys.ts';

@InputType('AlertRuleInput')
export class AlertRuleInputType {
  @Field(() => String)
  name: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Either symbols or a watchlist; with a watchlist the rule follows its membership.',
  })
  symbols?: string[] | null;

  @Field(() => ID, { nullable: true })
  watchlistId?: string | null;

  @Field(() => AlertConditionInputType)
  condition: AlertConditionInputType;

  @Field(() => SeverityEnum, { defaultValue: 'WARNING' })
  severity: Severity;

  @Field(() => DurationScalar, { defaultValue: 'PT0S', description: 'The condition must hold this long before it fires.' })
  holdFor: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "It stops firing only when back past the threshold by this much (in the metric's unit).",
  })
  hysteresis?: string | null;

  @Field(() => DurationScalar, { defaultValue: 'PT15M', description: 'Do not notify again for the same instrument within this time.' })
  cooldown: string;

  @Field(() => [ID], { defaultValue: [] })
  channelIds: string[];

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt?: number | null;

  @Field(() => Boolean, { defaultValue: true })
  enabled: boolean;
}

@InputType('AlertRuleUpdateInput', { description: 'Changes to a rule: what is left out stays as it is; null clears what can be absent.' })
export class AlertRuleUpdateInputType {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => [String], { nullable: true })
  symbols?: string[] | null;

  @Field(() => ID, { nullable: true })
  watchlistId?: string | null;

  @Field(() => AlertConditionInputType, { nullable: true })
  condition?: AlertConditionInputType | null;

  @Field(() => SeverityEnum, { nullable: true })
  severity?: Severity | null;

  @Field(() => DurationScalar, { nullable: true })
  holdFor?: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  hysteresis?: string | null;

  @Field(() => DurationScalar, { nullable: true })
  cooldown?: string | null;

  @Field(() => [ID], { nullable: true })
  channelIds?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt?: number | null;

  @Field(() => Boolean, { nullable: true })
  enabled?: boolean | null;
}

export function toRuleInput(input: AlertRuleInputType): RuleInput {
  const { symbols = null, hysteresis = null, expiresAt = null } = input;
  return { ...input, symbols, hysteresis, expiresAt, watchlistId: watchlistKey(input.watchlistId) ?? null };
}

export function toRuleChange(input: AlertRuleUpdateInputType): RuleChange {
  return { ...input, watchlistId: watchlistKey(input.watchlistId) };
}

/** An id that is no channel's is kept as one that is not found. */
export function channelKeys(ids: readonly string[] | null | undefined): string[] {
  return (ids ?? []).map((id) => ownKey('NotificationChannel', id) ?? NO_KEY);
}

function watchlistKey(id: string | null | undefined): string | null | undefined {
  return id === null || id === undefined ? id : (ownKey('Watchlist', id) ?? NO_KEY);
}
