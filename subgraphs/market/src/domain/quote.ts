import type { Provenance } from '@marketgraph/vocabulary';
import type { Priced } from './sale-conditions.ts';

/** The latest prices of an instrument from one source. Times are milliseconds since 1970 UTC. */
export interface Quote {
  /** Of the last trade, or the bid where an instrument is only quoted. */
  readonly price: string;
  readonly bid: string | null;
  readonly ask: string | null;
  /** Since `previousClose`. */
  readonly change: string | null;
  readonly changePercent: number | null;
  /** Open, high, low and volume are those of the trading day, or of the last 24 hours where there is no exchange. */
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  /** Last price of the trading day before, or the price 24 hours ago where there is no exchange. */
  readonly previousClose: string | null;
  readonly volume: string;
  /** When the newest of it happened at the venue. */
  readonly asOf: number;
  /** Told only where no trade of the day counted for all prices yet: a session's first trade begins them anew. */
  readonly priced?: Priced;
}

/** A quote as it was last recorded. */
export interface RecordedQuote {
  readonly symbol: string;
  readonly source: string;
  readonly provenance: Provenance;
  readonly quote: Quote;
}
