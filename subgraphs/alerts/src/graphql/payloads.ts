import { UserErrorType } from '@marketgraph/subgraph-server';
import type { UserError } from '@marketgraph/vocabulary';
import { Field, ObjectType } from 'type-graphql';
import { AlertRuleType, AlertType } from './types.ts';

@ObjectType('AlertRulePayload')
export class AlertRulePayloadType {
  @Field(() => AlertRuleType, { nullable: true })
  alertRule: AlertRuleType | null;

  @Field(() => [UserErrorType])
  userErrors: UserErrorType[];
}

@ObjectType('AlertPayload')
export class AlertPayloadType {
  @Field(() => AlertType, { nullable: true })
  alert: AlertType | null;

  @Field(() => [UserErrorType])
  userErrors: UserErrorType[];
}

export function toUserErrors(errors: readonly UserError[]): UserErrorType[] {
  return errors.map(({ code, message, field }) => ({ code, message, field: field && [...field] }));
}
