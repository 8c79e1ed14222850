import { assetClasses, intervals, priceBases, regions } from '@marketgraph/vocabulary';
import { registerEnumType } from 'type-graphql';
import { instrumentOrders } from '../domain/instrument-order.ts';

function enumOf<T extends string>(values: readonly T[]): { [V in T]: V } {
  return Object.fromEntries(values.map((value) => [value, value])) as { [V in T]: V };
}

export const AssetClassEnum = enumOf(assetClasses);
registerEnumType(AssetClassEnum, { name: 'AssetClass' });

export const RegionEnum = enumOf(regions);
registerEnumType(RegionEnum, { name: 'Region' });

export const IntervalEnum = enumOf(intervals);
registerEnumType(IntervalEnum, {
  name: 'Interval',
  description: "Length of one candle. Weeks start on Monday 00:00 UTC; days follow the instrument's trading day.",
});

export const PriceBasisEnum = enumOf(priceBases);
registerEnumType(PriceBasisEnum, {
  name: 'PriceBasis',
  description: 'What candles are made of. LAST: trades, or bids where an instrument is only quoted (currencies, metals).',
});

export const FreshnessEnum = enumOf(['LIVE', 'DELAYED', 'STALE', 'CLOSED', 'REPLAYED', 'SIMULATED']);
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

export const TradeSideEnum = enumOf(['BUY', 'SELL']);
registerEnumType(TradeSideEnum, { name: 'TradeSide' });

export const InstrumentOrderEnum = enumOf(instrumentOrders);
registerEnumType(InstrumentOrderEnum, { name: 'InstrumentOrder' });
