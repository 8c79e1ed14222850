import {
  type Freshness,
  type Interval,
  intervals,
  type SentimentLabel,
  type SignalAction,
  sentimentLabels,
  signalActions,
} from '@marketgraph/vocabulary';
import { registerEnumType } from 'type-graphql';

function enumOf<T extends string>(names: readonly T[]): { [K in T]: K } {
  return Object.fromEntries(names.map((name) => [name, name])) as { [K in T]: K };
}

const freshness = ['LIVE', 'DELAYED', 'STALE', 'CLOSED', 'REPLAYED', 'SIMULATED'] as const satisfies readonly Freshness[];

export const FreshnessEnum: { [K in Freshness]: K } = enumOf(freshness);
export const IntervalEnum: { [K in Interval]: K } = enumOf(intervals);
export const SentimentLabelEnum: { [K in SentimentLabel]: K } = enumOf(sentimentLabels);
export const SignalActionEnum: { [K in SignalAction]: K } = enumOf(signalActions);

registerEnumType(FreshnessEnum, {
  name: 'Freshness',
  description: 'How far a number can be trusted right now.',
  valuesConfig: {
    LIVE: { description: 'Arrives from a venue as it happens.' },
    DELAYED: { description: 'Arrives late by design of the source.' },
    STALE: { description: 'The source went quiet for longer than it should.' },
    CLOSED: { description: 'The venue is closed: the last number stands.' },
    REPLAYED: { description: 'Recorded market data played back as if it were now.' },
    SIMULATED: { description: 'Made by the simulator.' },
  },
});
registerEnumType(IntervalEnum, {
  name: 'Interval',
  description: "Length of one candle. Weeks start on Monday 00:00 UTC; days follow the instrument's trading day.",
});
registerEnumType(SentimentLabelEnum, { name: 'SentimentLabel' });
registerEnumType(SignalActionEnum, { name: 'SignalAction' });
