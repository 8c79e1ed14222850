import type { Interval } from '@marketgraph/vocabulary';
import type { Candle } from './candle.ts';
import type { Instrument } from './instrument.ts';
import type { GapName } from './open-gaps.ts';
import type { HistoryChunk } from './price-feed.ts';
import type { RecordedQuote } from './quote.ts';

/** What is traded, as it was announced. */
export interface InstrumentStore {
  /** Adds new ones and overwrites what is known of the others. */
  save(instruments: readonly Instrument[]): Promise<void>;
  all(): Promise<Instrument[]>;
}

/** What is recorded of prices, as far as ingest needs it to start. */
export interface PriceHistory {
  /** True once `saveHistory` of this source was committed. */
  hasHistory(source: string): Promise<boolean>;
  /** Writes candles in one transaction, all or nothing; those that close after their chunk's `until` still form. What is there already stays. */
  saveHistory(source: string, chunks: AsyncIterable<HistoryChunk>): Promise<void>;
  /** The newest closed candles of basis LAST, oldest first. */
  recentCandles(symbol: string, source: string, interval: Interval, count: number): Promise<Candle[]>;
  /** The latest quote of every symbol and source. */
  lastQuotes(): Promise<RecordedQuote[]>;
  /** Minute candles of basis LAST with openTime >= from, oldest first, forming one included: they restore the 24 h window. */
  minutesSince(symbol: string, source: string, from: number): Promise<Candle[]>;
  /** Close of the newest day candle of basis LAST with openTime < beforeDay; null when there is none. */
  previousClose(symbol: string, source: string, beforeDay: number): Promise<string | null>;
}

/** What is recorded of missing prices. */
export interface GapRecord {
  /** Those of a feed that may still be filled. */
  openGaps(feed: string): Promise<readonly GapName[]>;
}

/** One process leads per name; the others stand by. */
export interface Leadership {
  /** Waits until this process leads; null when the signal aborts first. */
  lead(name: string, signal: AbortSignal): Promise<Lease | null>;
}

export interface Lease {
  /** Aborts when the lead is lost, e.g. because the connection that held it broke. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}
