import type { FetchTarget } from '../../domain/fetch-due.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { FeedDelivery } from '../../domain/price-feed.ts';

/** A company whose prices are asked for: what can be asked about an instrument, and what its answers say. */
export interface PollingVenue {
  /** Names feed and source. */
  readonly source: string;
  /** None for what it does not have. */
  requests(instrument: Instrument): readonly PollingRequest[];
}

export interface PollingRequest extends FetchTarget {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Null when the answer is not what was asked for. */
  read(body: unknown, receivedAt: number): ToldPrices | null;
}

export type ToldPrices = Partial<Pick<FeedDelivery, 'quotes' | 'snapshots' | 'candles'>> & {
  /** See `Fetched` of domain/fetch-due.ts. */
  readonly asOf: number | null;
};
