import type { Provenance } from '@marketgraph/vocabulary';
import { numbers, type PreparingSql, type Sql, texts, timestampOf } from './sql.ts';

/** What a batch adds for one series. */
export interface CountDelta {
  readonly id: number;
  readonly provenance: Provenance;
  readonly trades: number;
  readonly sizeSum: string;
  readonly lastTradeAt: number | null;
  readonly quotes: number;
  /** The newest event time among them; null where it is not to move that of the series. */
  readonly newestAt: number | null;
}

/** One array for each column, made ahead of the statement. */
export function countArrays(deltas: readonly CountDelta[]): string[] {
  return [
    numbers(deltas.map((d) => d.id)),
    texts(deltas.map((d) => d.provenance)),
    numbers(deltas.map((d) => d.trades)),
    numbers(deltas.map((d) => d.sizeSum)),
    texts(deltas.map((d) => (d.lastTradeAt === null ? null : String(d.lastTradeAt)))),
    numbers(deltas.map((d) => d.quotes)),
    texts(deltas.map((d) => (d.newestAt === null ? null : String(d.newestAt)))),
  ];
}

/** Of series that the transaction has locked. */
export async function addCounts(sql: PreparingSql, arrays: readonly string[]): Promise<void> {
  await sql.query({ name: 'add counts', text: ADD_COUNTS, values: [...arrays] });
}

const ADD_COUNTS = `
  UPDATE market.series s SET
    provenance = t.provenance,
    trade_count = s.trade_count + t.trades,
    size_sum = s.size_sum + t.size_sum,
    last_trade_at = greatest(s.last_trade_at, ${timestampOf('t.last_trade')}),
    quote_count = s.quote_count + t.quotes,
    newest_at = greatest(s.newest_at, ${timestampOf('t.newest')})
  FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::numeric[], $5::double precision[], $6::bigint[], $7::double precision[])
    AS t(id, provenance, trades, size_sum, last_trade, quotes, newest)
  WHERE s.id = t.id`;

/** Of a series that the transaction has locked. */
export async function saveProvenance(sql: Sql, id: number, provenance: Provenance): Promise<void> {
  await sql.query('UPDATE market.series SET provenance = $2 WHERE id = $1', [id, provenance]);
}
