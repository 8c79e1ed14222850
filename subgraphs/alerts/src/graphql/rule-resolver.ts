import { DeletePayloadType } from '@marketgraph/subgraph-server';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { AlertRule } from '../domain/alert-rule.ts';
import { newState } from '../domain/evaluate.ts';
import { type Outcome, signInFirst } from '../domain/outcome.ts';
import { alertPage } from './alert-pages.ts';
import type { AlertsContext } from './context.ts';
import { NO_KEY, ownKey } from './keys.ts';
import { AlertRulePayloadType, toUserErrors } from './payloads.ts';
import { AlertRuleInputType, AlertRuleUpdateInputType, channelKeys, toRuleChange, toRuleInput } from './rule-inputs.ts';
import {
  AlertConnectionType,
  AlertRuleStateType,
  AlertRuleType,
  NotificationChannelType,
  toAlertRuleType,
  toChannelType,
  toInstrument,
} from './types.ts';

@Resolver(() => AlertRuleType)
export class AlertRuleResolver {
  @FieldResolver(() => [NotificationChannelType])
  async channels(@Ctx() context: AlertsContext): Promise<NotificationChannelType[]> {
    const channel = await context.ownChannel();
    return channel ? [toChannelType(channel)] : [];
  }

  @FieldResolver(() => [AlertRuleStateType])
  async states(@Root() rule: AlertRuleType, @Ctx() context: AlertsContext): Promise<AlertRuleStateType[]> {
    const states = await context.states.load(ownKey('AlertRule', rule.id) ?? NO_KEY);
    return rule.symbols.map((symbol) => {
      const { state, since, value } = states.get(symbol) ?? newState(rule.createdAt);
      return { symbol, instrument: toInstrument(symbol), state, since, value };
    });
  }

  @FieldResolver(() => AlertConnectionType)
  async alerts(
    @Root() rule: AlertRuleType,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: AlertsContext,
  ): Promise<AlertConnectionType> {
    const page = alertPage(first, after);
    const key = ownKey('AlertRule', rule.id) ?? NO_KEY;
    return page.toConnection(await context.page.load({ by: 'rule', key, limit: page.limit, after: page.after }));
  }

  @Mutation(() => AlertRulePayloadType, { nullable: true })
  async createAlertRule(
    @Arg('input', () => AlertRuleInputType) input: AlertRuleInputType,
    @Ctx() context: AlertsContext,
  ): Promise<AlertRulePayloadType> {
    const { viewer, rules, now } = context;
    const create = (userId: string) => rules.create(userId, toRuleInput(input), channelKeys(input.channelIds), now());
    return toPayload(viewer ? await create(viewer.id) : signInFirst(), context);
  }

  @Mutation(() => AlertRulePayloadType, { nullable: true })
  async updateAlertRule(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => AlertRuleUpdateInputType) input: AlertRuleUpdateInputType,
    @Ctx() context: AlertsContext,
  ): Promise<AlertRulePayloadType> {
    const { viewer, rules, now } = context;
    const change = (userId: string) =>
      rules.update(ownKey('AlertRule', id), userId, toRuleChange(input), channelKeys(input.channelIds), now());
    return toPayload(viewer ? await change(viewer.id) : signInFirst(), context);
  }

  @Mutation(() => AlertRulePayloadType, { nullable: true })
  async setAlertRuleEnabled(
    @Arg('id', () => ID) id: string,
    @Arg('enabled', () => Boolean) enabled: boolean,
    @Ctx() context: AlertsContext,
  ): Promise<AlertRulePayloadType> {
    const { viewer, rules, now } = context;
    return toPayload(viewer ? await rules.update(ownKey('AlertRule', id), viewer.id, { enabled }, [], now()) : signInFirst(), context);
  }

  @Mutation(() => DeletePayloadType, { nullable: true })
  async deleteAlertRule(@Arg('id', () => ID) id: string, @Ctx() context: AlertsContext): Promise<DeletePayloadType> {
    const { viewer, rules, now } = context;
    const outcome = viewer ? await rules.remove(ownKey('AlertRule', id), viewer.id, now()) : signInFirst();
    context.forget();
    return 'errors' in outcome ? { deletedId: null, userErrors: toUserErrors(outcome.errors) } : { deletedId: id, userErrors: [] };
  }
}

function toPayload(outcome: Outcome<AlertRule>, context: AlertsContext): AlertRulePayloadType {
  context.forget();
  return 'errors' in outcome
    ? { alertRule: null, userErrors: toUserErrors(outcome.errors) }
    : { alertRule: toAlertRuleType(outcome.value), userErrors: [] };
}

export async function resolveAlertRule({ id }: Record<string, string>, context: AlertsContext): Promise<AlertRuleType | null> {
  return ruleOfKey(ownKey('AlertRule', id ?? ''), context);
}

/** Of the viewer's own rules only: at most a hundred, read once for each request. */
export async function ruleOfKey(key: string | null, context: AlertsContext): Promise<AlertRuleType | null> {
  const rule = (await context.ownRules()).find((own) => own.id === key);
  return rule ? toAlertRuleType(rule) : null;
}
