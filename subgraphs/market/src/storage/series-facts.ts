import type { Provenance } from '@marketgraph/vocabulary';
import type { SeriesName } from './series.ts';
import { ms, rowsOf, type Sql, texts } from './sql.ts';

/** A series as its row tells it. */
export interface SeriesFacts extends SeriesName {
  readonly id: number;
  readonly provenance: Provenance | null;
  readonly tradeCount: number;
  readonly sizeSum: string;
  readonly lastTradeAt: number | null;
  readonly quoteCount: number;
  readonly newestAt: number | null;
  /** The series whose rows are its candles; null where they are its own and nobody else's. */
  readonly line: number | null;
}

const FACTS = `SELECT id, symbol, source, provenance, trade_count::double precision AS "tradeCount", size_sum AS "sizeSum",
  ${ms('last_trade_at')} AS "lastTradeAt", quote_count::double precision AS "quoteCount", ${ms('newest_at')} AS "newestAt",
  line FROM market.series`;

export async function seriesFacts(sql: Sql, id: number): Promise<SeriesFacts | null> {
  return (await rowsOf<SeriesFacts>(sql, `${FACTS} WHERE id = $1`, [id]))[0] ?? null;
}

/** In the order of symbol and source; null asks for all. */
export function allSeries(sql: Sql, symbols: readonly string[] | null, sources: readonly string[] | null): Promise<SeriesFacts[]> {
  return rowsOf<SeriesFacts>(
    sql,
    `${FACTS} WHERE ($1::text[] IS NULL OR symbol = ANY($1::text[])) AND ($2::text[] IS NULL OR source = ANY($2::text[])) ORDER BY symbol, source`,
    [symbols && texts(symbols), sources && texts(sources)],
  );
}
