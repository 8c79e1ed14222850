import { DateTimeScalar, DecimalScalar, DurationScalar, NodeType, PageInfoType } from '@marketgraph/subgraph-server';
import { encodeId, formatDuration, type Severity } from '@marketgraph/vocabulary';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Alert, Channel, ChannelKind, Delivery, DeliveryState } from '../domain/alert.ts';
import type { AlertRule } from '../domain/alert-rule.ts';
import type { AlertState } from '../domain/evaluate.ts';
import { summaryOf } from '../domain/sentences.ts';
import { AlertConditionViewType, toConditionView } from './condition-types.ts';
import { AlertStateEnum, ChannelKindEnum, DeliveryStateEnum, SeverityEnum } from './enums.ts';

@Directive('@key(fields: "symbol")')
@Directive('@key(fields: "id")')
@ObjectType('Instrument')
export class InstrumentType {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  symbol: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Watchlist')
export class WatchlistType {
  @Field(() => ID)
  id: string;

  @Directive('@external')
  @Field(() => [String])
  symbols: string[];

  @Directive('@external')
  @Field(() => [InstrumentType], { nullable: 'items' })
  instruments: InstrumentType[];
}

@Directive('@key(fields: "id")')
@ObjectType('User')
export class UserType {
  @Field(() => ID)
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('NotificationChannel', { implements: NodeType })
export class NotificationChannelType extends NodeType {
  @Field(() => ChannelKindEnum)
  kind: ChannelKind;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Address with its middle hidden.' })
  target: string;

  @Field(() => Boolean)
  verified: boolean;

  @Field(() => DateTimeScalar)
  createdAt: number;
}

@ObjectType('AlertRuleState')
export class AlertRuleStateType {
  @Field(() => String)
  symbol: string;

  @Field(() => InstrumentType, { nullable: true })
  instrument: InstrumentType;

  @Field(() => AlertStateEnum)
  state: AlertState;

  @Field(() => DateTimeScalar)
  since: number;

  @Field(() => DecimalScalar, { nullable: true })
  value: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('AlertRule', { implements: NodeType })
export class AlertRuleType extends NodeType {
  @Directive('@shareable')
  @Field(() => String)
  name: string;

  @Field(() => [String], { description: 'What it watches now: its own symbols, or those of its watchlist.' })
  symbols: string[];

  @Field(() => [InstrumentType], { nullable: 'items' })
  instruments: InstrumentType[];

  /** The resolver really fills what it provides: the rule's symbols are the watchlist's. */
  @Directive('@provides(fields: "symbols instruments { id symbol }")')
  @Field(() => WatchlistType, { nullable: true })
  watchlist: WatchlistType | null;

  @Field(() => String, { description: 'The condition as one readable sentence.' })
  summary: string;

  @Field(() => AlertConditionViewType, { description: 'The condition as it was given.' })
  condition: AlertConditionViewType;

  @Field(() => SeverityEnum)
  severity: Severity;

  @Field(() => DurationScalar)
  holdFor: string;

  @Field(() => DecimalScalar, { nullable: true })
  hysteresis: string | null;

  @Field(() => DurationScalar)
  cooldown: string;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt: number | null;

  @Field(() => Boolean)
  enabled: boolean;

  @Field(() => DateTimeScalar)
  createdAt: number;
}

@Directive('@key(fields: "id")')
@ObjectType('Alert', {
  implements: NodeType,
  description: 'One firing of a rule for one instrument, from start to end, with what was sent to whom.',
})
export class AlertType extends NodeType {
  /** Key of its rule, which may be gone. */
  ruleKey: string;

  @Directive('@shareable')
  @Field(() => String)
  symbol: string;

  @Directive('@shareable')
  @Field(() => InstrumentType, { nullable: true })
  instrument: InstrumentType;

  @Directive('@shareable')
  @Field(() => SeverityEnum)
  severity: Severity;

  @Directive('@shareable')
  @Field(() => String)
  message: string;

  @Directive('@shareable')
  @Field(() => DecimalScalar, { description: "The value that fired it, in the metric's unit." })
  value: string;

  @Directive('@shareable')
  @Field(() => DateTimeScalar)
  triggeredAt: number;

  @Directive('@shareable')
  @Field(() => DateTimeScalar, { nullable: true })
  resolvedAt: number | null;

  @Directive('@shareable')
  @Field(() => DateTimeScalar, { nullable: true })
  acknowledgedAt: number | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Delivery', { implements: NodeType })
export class DeliveryType extends NodeType {
  channelKey: string | null;

  @Field(() => DeliveryStateEnum)
  state: DeliveryState;

  @Field(() => Int)
  attempts: number;

  @Field(() => DateTimeScalar, { nullable: true })
  lastAttemptAt: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  nextAttemptAt: number | null;

  @Field(() => String, { nullable: true })
  detail: string | null;
}

@ObjectType('AlertEdge')
export class AlertEdgeType {
  @Field(() => AlertType)
  node: AlertType;

  @Field(() => String)
  cursor: string;
}

@ObjectType('AlertConnection')
export class AlertConnectionType {
  @Field(() => [AlertEdgeType])
  edges: AlertEdgeType[];

  @Field(() => [AlertType])
  nodes: AlertType[];

  @Field(() => PageInfoType)
  pageInfo: PageInfoType;
}

export function toInstrument(symbol: string): InstrumentType {
  return { id: encodeId('Instrument', symbol), symbol };
}

export function toAlertRuleType(rule: AlertRule): AlertRuleType {
  const symbols = [...rule.symbols];
  const instruments = symbols.map(toInstrument);
  const followed = rule.watchlistKnown ? rule.watchlistId : null;
  return {
    id: encodeId('AlertRule', rule.id),
    name: rule.name,
    symbols,
    instruments,
    watchlist: followed === null ? null : { id: encodeId('Watchlist', followed), symbols, instruments },
    summary: summaryOf(rule.condition),
    condition: toConditionView(rule.condition),
    severity: rule.severity,
    holdFor: formatDuration(rule.holdForMs),
    hysteresis: rule.hysteresis,
    cooldown: formatDuration(rule.cooldownMs),
    expiresAt: rule.expiresAt,
    enabled: rule.enabled,
    createdAt: rule.createdAt,
  };
}

export function toAlertType({ id, ruleId, symbol, severity, message, value, triggeredAt, resolvedAt, acknowledgedAt }: Alert): AlertType {
  const times = { triggeredAt, resolvedAt, acknowledgedAt };
  return { id: encodeId('Alert', id), ruleKey: ruleId, symbol, instrument: toInstrument(symbol), severity, message, value, ...times };
}

export function toDeliveryType({ id, channelId, state, attempts, lastAttemptAt, nextAttemptAt, detail }: Delivery): DeliveryType {
  return { id: encodeId('Delivery', id), channelKey: channelId, state, attempts, lastAttemptAt, nextAttemptAt, detail };
}

export function toChannelType({ id, kind, name, target, verified, createdAt }: Channel): NotificationChannelType {
  return { id: encodeId('NotificationChannel', id), kind, name, target, verified, createdAt };
}
