import { badInput, DateTimeScalar } from '@marketgraph/subgraph-server';
import { isSymbol, type Severity } from '@marketgraph/vocabulary';
import { Arg, Ctx, Directive, Field, FieldResolver, ID, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { refuse, signInFirst } from '../domain/outcome.ts';
import type { AlertFilter } from '../domain/ports.ts';
import { alertPage } from './alert-pages.ts';
import type { AlertsContext } from './context.ts';
import { SeverityEnum } from './enums.ts';
import { ownKey } from './keys.ts';
import { AlertPayloadType, toUserErrors } from './payloads.ts';
import { ruleOfKey } from './rule-resolver.ts';
import { AlertConnectionType, AlertRuleType, AlertType, DeliveryType, toAlertType, toDeliveryType } from './types.ts';

@InputType('AlertFilter')
export class AlertFilterType {
  @Field(() => [String], { nullable: true })
  symbols?: string[] | null;

  @Field(() => [ID], { nullable: true })
  ruleIds?: string[] | null;

  @Field(() => [SeverityEnum], { nullable: true })
  severity?: Severity[] | null;

  @Field(() => Boolean, { nullable: true })
  active?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true })
  from?: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  to?: number | null;
}

@Resolver(() => AlertType)
export class AlertResolver {
  @Query(() => AlertConnectionType, { nullable: true, description: "The viewer's own, newest first; empty when anonymous." })
  async alerts(
    @Arg('filter', () => AlertFilterType, { nullable: true }) filter: AlertFilterType | null | undefined,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() { viewer, alerts }: AlertsContext,
  ): Promise<AlertConnectionType> {
    const page = alertPage(first, after);
    const wanted = toFilter(filter ?? {});
    return page.toConnection(viewer ? await alerts.list(viewer.id, wanted, page.limit, page.after) : []);
  }

  @Directive('@shareable')
  @FieldResolver(() => AlertRuleType, { nullable: true, description: 'Null when it was deleted since: alerts outlive their rules.' })
  rule(@Root() alert: AlertType, @Ctx() context: AlertsContext): Promise<AlertRuleType | null> {
    return ruleOfKey(alert.ruleKey, context);
  }

  @FieldResolver(() => [DeliveryType])
  async deliveries(@Root() alert: AlertType, @Ctx() context: AlertsContext): Promise<DeliveryType[]> {
    const key = ownKey('Alert', alert.id);
    return key === null ? [] : (await context.deliveries.load(key)).map(toDeliveryType);
  }

  @Mutation(() => AlertPayloadType, { nullable: true })
  async acknowledgeAlert(@Arg('id', () => ID) id: string, @Ctx() { viewer, alerts, now }: AlertsContext): Promise<AlertPayloadType> {
    if (!viewer) return { alert: null, userErrors: toUserErrors(signInFirst().errors) };
    const key = ownKey('Alert', id);
    const alert = key === null ? null : await alerts.acknowledge(key, viewer.id, now());
    if (alert) return { alert: toAlertType(alert), userErrors: [] };
    return { alert: null, userErrors: toUserErrors(refuse('NOT_FOUND', 'You have no such alert.', 'id').errors) };
  }
}

/** Symbols and ids that can be none are left out: they find nothing, and Postgres need not see them. */
function toFilter({ symbols, ruleIds, severity, active, from, to }: AlertFilterType): AlertFilter {
  if (typeof from === 'number' && typeof to === 'number' && from > to) throw badInput('BAD_RANGE', '`from` is after `to`.');
  return {
    ...(symbols && { symbols: symbols.filter(isSymbol) }),
    ...(ruleIds && { ruleIds: ruleIds.flatMap((id) => ownKey('AlertRule', id) ?? []) }),
    ...(severity && { severity }),
    ...(typeof active === 'boolean' && { active }),
    ...(typeof from === 'number' && { from }),
    ...(typeof to === 'number' && { to }),
  };
}

export async function resolveAlert({ id }: Record<string, string>, context: AlertsContext): Promise<AlertType | null> {
  const key = ownKey('Alert', id ?? '');
  const alert = key === null ? null : await context.alert.load(key);
  return alert && toAlertType(alert);
}
