import type { Metrics } from '@marketgraph/service';
import type { GapRecord, InstrumentStore, Leadership, PriceHistory } from '../domain/ports.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { VenueCalendars } from '../domain/venue-calendars.ts';
import type { ReadingOptions } from './feed-reading.ts';

export interface IngestOptions extends ReadingOptions {
  readonly metrics: Metrics;
  readonly instruments: InstrumentStore;
  readonly history: PriceHistory;
  readonly gaps: GapRecord;
  readonly leadership: Leadership;
  readonly calendars?: VenueCalendars;
  /** Work beside a feed, for as long as this process leads it. */
  whileLeading?(feed: PriceFeed, signal: AbortSignal): Promise<void>;
}
