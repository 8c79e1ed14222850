import type { Metrics } from '@marketgraph/service';
import type { GapRecord, InstrumentStore, Leadership, PriceHistory } from '../domain/ports.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { VenueCalendars } from '../domain/venue-calendars.ts';
import type { ReadingOptions } from './feed-reading.ts';
import type { PriceMarks } from './ingest-events.ts';

/** Which source of a symbol counts, where it has several. */
export interface SourceMarks extends PriceMarks {
  /** Calls with the symbols for which the source becomes the active one; answers how to stop that. */
  onActive(source: string, tell: (symbols: readonly string[]) => void): () => void;
}

export interface IngestOptions extends ReadingOptions {
  readonly metrics: Metrics;
  readonly instruments: InstrumentStore;
  readonly history: PriceHistory;
  readonly gaps: GapRecord;
  readonly leadership: Leadership;
  readonly calendars?: VenueCalendars;
  readonly marks?: SourceMarks;
  /** Work beside a feed, for as long as this process leads it. */
  whileLeading?(feed: PriceFeed, signal: AbortSignal): Promise<void>;
}
