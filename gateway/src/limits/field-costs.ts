import type { GraphQLField } from 'graphql';

/** A point is a value of an answer: some 0.6 to 1.3 microseconds of processors together, from the database to the last byte. */
export const VALUE_IN_LIST = 0.5;
/** A row that is read, an object that is made, completed and written: beside its values. */
export const OBJECT_IN_LIST = 4;
/** What takes arguments is looked up for each object by itself. */
const LOOKED_UP = 10;

/** What it takes to begin with a field, whatever is asked within, where the rule is far off: measured, see ADR 43. */
const measured: Readonly<Record<string, number>> = {
  'Instrument.quote': 15,
  'Instrument.exchange': 10,
  'Instrument.news': 75,
  'Instrument.signals': 75,
  'Instrument.alerts': 75,
  'Instrument.sentimentHistory': 75,
  'Instrument.trades': 100,
  'Instrument.candles': 150,
  'Instrument.candleSeries': 150,
  'Instrument.indicator': 500,
  'Instrument.statistics': 500,
};
/** An indicator reads so many candles before its first value. */
const OF_EACH_PERIOD = 6;

export function ownCost(parent: string, { name, args }: GraphQLField<unknown, unknown>): number {
  return measured[`${parent}.${name}`] ?? (args.length > 0 ? LOOKED_UP : 0);
}

/** Points for each unit of this argument. */
export function costOfUnits(parent: string, field: string): { readonly argument: string; readonly points: number } | null {
  return parent === 'Instrument' && field === 'indicator' ? { argument: 'period', points: OF_EACH_PERIOD } : null;
}
