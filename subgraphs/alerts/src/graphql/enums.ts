import { intervals, severities } from '@marketgraph/vocabulary';
import { registerEnumType } from 'type-graphql';
import { channelKinds, deliveryStates } from '../domain/alert.ts';
import { alertMetrics, comparisons } from '../domain/condition.ts';
import { alertStates } from '../domain/evaluate.ts';

function enumOf<const T extends string>(values: readonly T[]): { readonly [K in T]: K } {
  return Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T]: K };
}

export const AlertMetricEnum = enumOf(alertMetrics);
registerEnumType(AlertMetricEnum, {
  name: 'AlertMetric',
  valuesConfig: {
    CHANGE_PERCENT: { description: 'Percent change over `window`.' },
    VOLUME_RATIO: { description: 'Volume of the last closed `interval` as a multiple of its average over `window`.' },
    SENTIMENT: { description: 'Mean sentiment over `window`.' },
    SENTIMENT_TREND: { description: 'Sentiment over `window` minus the window before.' },
    SIGNAL_SCORE: { description: '-1 to 1.' },
    SILENCE: { description: 'Seconds since the last price while the venue is open.' },
  },
});

export const ComparisonEnum = enumOf(comparisons);
registerEnumType(ComparisonEnum, { name: 'Comparison' });

export const SeverityEnum = enumOf(severities);
registerEnumType(SeverityEnum, { name: 'Severity' });

export const IntervalEnum = enumOf(intervals);
registerEnumType(IntervalEnum, {
  name: 'Interval',
  description: "Length of one candle. Weeks start on Monday 00:00 UTC; days follow the instrument's trading day.",
});

export const AlertStateEnum = enumOf(alertStates);
registerEnumType(AlertStateEnum, { name: 'AlertState' });

export const DeliveryStateEnum = enumOf(deliveryStates);
registerEnumType(DeliveryStateEnum, { name: 'DeliveryState' });

export const ChannelKindEnum = enumOf(channelKinds);
registerEnumType(ChannelKindEnum, { name: 'ChannelKind' });
