import type { Provenance } from '@marketgraph/vocabulary';
import { instants, numbers, rowsOf, type Sql, texts } from './sql.ts';

/** What a batch adds for one symbol and source. */
export interface CountDelta {
  readonly symbol: string;
  readonly source: string;
  /** Null for history. */
  readonly provenance: Provenance | null;
  readonly trades: number;
  readonly sizeSum: string;
  readonly lastTradeAt: number | null;
  readonly quotes: number;
  /** The newest event time among them. */
  readonly newestAt: number;
}

/** Where the counts stand after the batch. */
export interface CountState {
  symbol: string;
  source: string;
  tradeCount: number;
  quoteCount: number;
  newestAt: number;
}

/** Locks the rows until commit, in one order for all: what follows in the transaction belongs to the counts that it returns. */
export function addCounts(sql: Sql, deltas: readonly CountDelta[]): Promise<CountState[]> {
  const ordered = deltas.toSorted((a, b) => (a.symbol === b.symbol ? (a.source < b.source ? -1 : 1) : a.symbol < b.symbol ? -1 : 1));
  return rowsOf<CountState>(sql, ADD_COUNTS, [
    texts(ordered.map((d) => d.symbol)),
    texts(ordered.map((d) => d.source)),
    texts(ordered.map((d) => d.provenance)),
    numbers(ordered.map((d) => d.trades)),
    numbers(ordered.map((d) => d.sizeSum)),
    texts(ordered.map((d) => (d.lastTradeAt === null ? null : String(d.lastTradeAt)))),
    numbers(ordered.map((d) => d.quotes)),
    instants(ordered.map((d) => d.newestAt)),
  ]);
}

const ADD_COUNTS = `
  INSERT INTO market.symbol_counts AS c (symbol, source, provenance, trade_count, size_sum, last_trade_at, quote_count, newest_at)
  SELECT symbol, source, provenance, trades, size_sum, to_timestamp(last_trade / 1000.0::double precision), quotes,
    to_timestamp(newest / 1000.0::double precision)
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::numeric[], $6::double precision[], $7::bigint[], $8::double precision[])
    AS t(symbol, source, provenance, trades, size_sum, last_trade, quotes, newest)
  ON CONFLICT (symbol, source) DO UPDATE SET
    provenance = coalesce(excluded.provenance, c.provenance),
    trade_count = c.trade_count + excluded.trade_count,
    size_sum = c.size_sum + excluded.size_sum,
    last_trade_at = greatest(c.last_trade_at, excluded.last_trade_at),
    quote_count = c.quote_count + excluded.quote_count,
    newest_at = greatest(c.newest_at, excluded.newest_at)
  RETURNING symbol, source, trade_count::double precision AS "tradeCount", quote_count::double precision AS "quoteCount",
    round(date_part('epoch', newest_at) * 1000) AS "newestAt"`;
