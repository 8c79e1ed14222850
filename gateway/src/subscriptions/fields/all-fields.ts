import type { EventType } from '@marketgraph/events';
import { alertChanged } from './alert-changed.ts';
import { articlePublished } from './article-published.ts';
import { candleUpdated } from './candle-updated.ts';
import { feedChanged } from './feed-changed.ts';
import { instrumentUpdated } from './instrument-updated.ts';
import { quoteUpdated } from './quote-updated.ts';
import { signalChanged } from './signal-changed.ts';
import type { SubscriptionField } from './subscription-field.ts';
import { tradeReported } from './trade-reported.ts';

const fields: readonly SubscriptionField[] = [
  quoteUpdated,
  tradeReported,
  candleUpdated,
  articlePublished,
  signalChanged,
  alertChanged,
  instrumentUpdated,
  feedChanged,
];

export function fieldNamed(name: string): SubscriptionField | undefined {
  return fields.find((field) => field.name === name);
}

const byType = new Map<EventType, SubscriptionField[]>();
for (const field of fields) for (const type of field.types) byType.set(type, [...(byType.get(type) ?? []), field]);

/** The fields through which events of this type tell something. */
export function fieldsOf(type: EventType): readonly SubscriptionField[] {
  return byType.get(type) ?? [];
}
