import type { PriceBasis } from '@marketgraph/vocabulary';
import type { RecordedCandle } from '../domain/candle.ts';
import { CandleFold, type CandlePart } from '../domain/candle-fold.ts';
import type { Sql } from './sql.ts';
import { readPrices } from './tick-reader.ts';

export interface SecondsQuery {
  readonly symbol: string;
  readonly source: string;
  readonly basis: PriceBasis;
  readonly from?: number | null;
  readonly to?: number | null;
  readonly limit: number;
  readonly end: 'oldest' | 'newest';
  /** Then LAST means bids. */
  readonly isOnlyQuoted: boolean;
  /** The source's event time: seconds that it has passed are closed. */
  readonly newestAt: number;
}

const PAGE = 5_000;

/** Candles of one second are not stored: they are folded from ticks until enough of them are complete. */
export async function readSeconds(sql: Sql, query: SecondsQuery): Promise<RecordedCandle[]> {
  const basis = query.basis === 'LAST' && query.isOnlyQuoted ? 'BID' : query.basis;
  const fold = new CandleFold(query.basis, 'ONE_SECOND');
  const isAscending = query.end === 'oldest';
  let place: { at: number; key: number } | null = null;
  for (;;) {
    const ticks = await readPrices(sql, { ...query, basis, place, limit: PAGE, isAscending });
    for (const tick of ticks) fold.add(tick);
    const last = ticks.at(-1);
    // One second more than asked for: the last one read may go on in the next page.
    if (!last || ticks.length < PAGE || fold.parts().length > query.limit) break;
    place = last;
  }
  const candles = fold
    .parts()
    .map((part) => toCandle(part, query.newestAt))
    .sort((a, b) => a.openTime - b.openTime);
  return isAscending ? candles.slice(0, query.limit) : candles.slice(-query.limit);
}

function toCandle(
  { basis, interval, openTime, closeTime, open, high, low, close, volume, tradeCount }: CandlePart,
  newestAt: number,
): RecordedCandle {
  return {
    basis,
    interval,
    openTime,
    closeTime,
    open,
    high,
    low,
    close,
    volume: String(volume),
    tradeCount,
    closed: closeTime <= newestAt,
    revision: 0,
  };
}
