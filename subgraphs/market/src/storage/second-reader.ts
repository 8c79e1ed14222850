import { type PriceBasis, SECOND_MS } from '@marketgraph/vocabulary';
import type { RecordedCandle } from '../domain/candle.ts';
import { CandleFold, type CandlePart } from '../domain/candle-fold.ts';
import { piecesIn, type SourcePiece, type SourceSpans } from '../domain/source-spans.ts';
import type { Sql } from './sql.ts';
import { readPrices, type TickPrice } from './tick-reader.ts';

export interface SecondsQuery {
  readonly symbol: string;
  readonly source: string;
  readonly basis: PriceBasis;
  readonly from?: number | null;
  readonly to?: number | null;
  readonly limit: number;
  readonly end: 'oldest' | 'newest';
  /** Where sources replace each other; else empty. */
  readonly spans: SourceSpans<string>;
  /** Of these LAST means bids. */
  readonly onlyQuoted: ReadonlySet<string>;
  /** The source's event time: seconds that it has passed are closed. */
  readonly newestAt: number;
}

const PAGE = 5_000;

/** Candles of one second are not stored: they are folded from ticks until enough of them are complete. */
export async function readSeconds(sql: Sql, query: SecondsQuery): Promise<RecordedCandle[]> {
  const fold = new CandleFold(query.basis, 'ONE_SECOND');
  const isAscending = query.end === 'oldest';
  const pieces = isAscending ? piecesOf(query) : piecesOf(query).reverse();
  for (const piece of pieces) if (!(await foldPiece(sql, query, piece, fold))) break;
  const candles = fold
    .parts()
    .map((part) => toCandle(part, query.newestAt))
    .sort((a, b) => a.openTime - b.openTime);
  return isAscending ? candles.slice(0, query.limit) : candles.slice(-query.limit);
}

/** Answers whether more is wanted than the piece has. */
async function foldPiece(sql: Sql, query: SecondsQuery, { source, from, to }: SourcePiece<string>, fold: CandleFold): Promise<boolean> {
  const basis = query.basis === 'LAST' && query.onlyQuoted.has(source) ? 'BID' : query.basis;
  const range = { symbol: query.symbol, source, basis, from: finite(from), to: finite(to), limit: PAGE } as const;
  for (let place: { at: number; key: number } | null = null; ; ) {
    const ticks: TickPrice[] = await readPrices(sql, { ...range, place, isAscending: query.end === 'oldest' });
    for (const tick of ticks) fold.add(tick);
    const last = ticks.at(-1);
    // One second more than asked for: the last one read may go on in the next page.
    if (fold.parts().length > query.limit) return false;
    if (!last || ticks.length < PAGE) return true;
    place = last;
  }
}

/** Seconds that open in the asked time, source by source. */
function piecesOf({ source, spans, from, to }: SecondsQuery): SourcePiece<string>[] {
  const whole = (at: number) => Math.ceil(at / SECOND_MS) * SECOND_MS;
  const range = { from: from == null ? Number.NEGATIVE_INFINITY : whole(from), to: to == null ? Number.POSITIVE_INFINITY : whole(to) };
  return spans.length > 0 ? piecesIn(spans, range) : [{ source, ...range }];
}

function finite(at: number): number | null {
  return Number.isFinite(at) ? at : null;
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
