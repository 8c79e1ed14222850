import type { Provenance, TradeSide } from '@marketgraph/vocabulary';
import type { SeriesName } from './series.ts';

/** Ticks as columns of equal length; `of` tells whose they are, as a place in the batch's series. */
export interface TradeColumns {
  readonly of: number[];
  readonly key: number[];
  readonly occurredAt: number[];
  readonly receivedAt: number[];
  readonly price: string[];
  readonly size: string[];
  readonly side: (TradeSide | null)[];
  readonly conditions: (string | null)[];
}

export interface QuoteTickColumns {
  readonly of: number[];
  readonly key: number[];
  readonly occurredAt: number[];
  readonly receivedAt: number[];
  readonly bid: string[];
  readonly ask: string[];
}

/** What venues say afterwards of trades, each named by key and time; the greatest key of its own holds. */
export interface CorrectionColumns {
  readonly of: number[];
  readonly key: number[];
  readonly receivedAt: number[];
  readonly tradeKey: number[];
  readonly tradeAt: number[];
  readonly kind: ('CANCEL' | 'CORRECT')[];
  readonly price: (string | null)[];
  readonly size: (string | null)[];
}

/** Places in the columns, ascending. */
export type Places = readonly number[];

/** What names a tick among those of its series. */
export type TickNames = Pick<TradeColumns, 'of' | 'key' | 'occurredAt' | 'receivedAt'>;

/** Some of a batch's ticks of one kind. */
export interface PlacedTicks<C extends TickNames> {
  /** The numbers of the batch's series. */
  readonly ids: readonly number[];
  readonly columns: C;
  readonly places: Places;
}

export interface BatchSeries extends SeriesName {
  readonly provenance: Provenance;
}

export interface TickBatch {
  /** Each once. */
  readonly series: readonly BatchSeries[];
  readonly trades: TradeColumns;
  readonly quotes: QuoteTickColumns;
  /** Left out where there are none. */
  readonly corrections?: CorrectionColumns;
}

export function emptyTrades(): TradeColumns {
  return { of: [], key: [], occurredAt: [], receivedAt: [], price: [], size: [], side: [], conditions: [] };
}

export function emptyCorrections(): CorrectionColumns {
  return { of: [], key: [], receivedAt: [], tradeKey: [], tradeAt: [], kind: [], price: [], size: [] };
}

export function emptyQuoteTicks(): QuoteTickColumns {
  return { of: [], key: [], occurredAt: [], receivedAt: [], bid: [], ask: [] };
}
