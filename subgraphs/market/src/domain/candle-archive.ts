import type { Interval } from '@marketgraph/vocabulary';
import type { ProviderCandle } from './price-feed.ts';

/** Half-open, by open time. */
export interface ArchiveRange {
  readonly from: number;
  readonly to: number;
}

/** What a provider tells of the past in candles, for those who ask for it. */
export interface CandleArchive {
  readonly source: string;
  readonly intervals: readonly Interval[];
  /** Candles that one question is answered with at most. */
  readonly pageSize: number;
  /** So many of the newest candles are told, and none before them; null where it reaches back as far as there is anything. */
  readonly newest: number | null;
  /** Those of the range, which is not longer than a page, oldest first; gaps where nothing was traded. Throws what keeps it from an answer. */
  candles(symbol: string, interval: Interval, range: ArchiveRange, signal: AbortSignal): Promise<readonly ProviderCandle[]>;
}
