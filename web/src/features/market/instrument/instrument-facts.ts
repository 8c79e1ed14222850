import type { InstrumentPageQuery } from '../../../graphql/generated/instrument.ts';

export type InstrumentFacts = NonNullable<InstrumentPageQuery['instrument']>;
