import type { PriceBasis, TradeSide } from '@marketgraph/vocabulary';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';

export interface RecordedTrade {
  symbol: string;
  source: string;
  key: number;
  price: string;
  size: string;
  side: TradeSide | null;
  occurredAt: number;
  receivedAt: number;
}

export interface TradeQuery {
  readonly symbol: string;
  readonly source: string;
  /** Times in [from, to), ms. */
  readonly from?: number | null;
  readonly to?: number | null;
  /** Only trades that come after this one in the order newest first. */
  readonly after?: { readonly occurredAt: number; readonly key: number } | null;
  readonly limit: number;
}

const OWNER = '(SELECT id FROM market.series WHERE symbol = $1 AND source = $2)';

const TRADE = `$1::text AS symbol, $2::text AS source, trade_key::double precision AS key, price, size, side, ${ms('occurred_at')} AS "occurredAt", ${ms('received_at')} AS "receivedAt"`;

/** Newest first; of one instant the greatest key first. Bounds that are not given leave no trace, so that old partitions stay unread. */
export function readTrades(sql: Sql, { symbol, source, from, to, after, limit }: TradeQuery): Promise<RecordedTrade[]> {
  const values: unknown[] = [symbol, source, limit];
  const bound = (value: number) => `$${values.push(value)}`;
  const bounds = [
    typeof from === 'number' ? `AND occurred_at >= ${timestampOf(bound(from))}` : '',
    typeof to === 'number' ? `AND occurred_at < ${timestampOf(bound(to))}` : '',
    // The first comparison alone lets the planner leave out newer partitions.
    after
      ? `AND occurred_at <= ${timestampOf(bound(after.occurredAt))} AND (occurred_at, trade_key) < (${timestampOf(bound(after.occurredAt))}, ${bound(after.key)}::bigint)`
      : '',
  ];
  return rowsOf<RecordedTrade>(
    sql,
    `SELECT ${TRADE} FROM market.trade_rows WHERE series = ${OWNER} AND NOT cancelled ${bounds.join(' ')} ORDER BY occurred_at DESC, trade_key DESC LIMIT $3`,
    values,
  );
}

export async function findTrade(
  sql: Sql,
  name: { symbol: string; source: string; occurredAt: number; key: number },
): Promise<RecordedTrade | null> {
  const rows = await rowsOf<RecordedTrade>(
    sql,
    `SELECT ${TRADE} FROM market.trade_rows WHERE series = ${OWNER} AND NOT cancelled AND occurred_at = ${timestampOf('$3')} AND trade_key = $4::bigint`,
    [name.symbol, name.source, name.occurredAt, name.key],
  );
  return rows[0] ?? null;
}

export interface TickPrice {
  at: number;
  key: number;
  price: string;
  size: string | null;
  /** They decide what a trade counts for; null for quotes. */
  conditions: string | null;
}

export interface PriceQuery {
  readonly symbol: string;
  readonly source: string;
  readonly basis: PriceBasis;
  /** In [from, to), ms. */
  readonly from?: number | null;
  readonly to?: number | null;
  /** The last one read: those that follow it are wanted. */
  readonly place: { readonly at: number; readonly key: number } | null;
  readonly limit: number;
  readonly isAscending: boolean;
}

/** Prices of a basis in the order of (time, key), from either end: what seconds are folded from. */
export function readPrices(sql: Sql, { symbol, source, basis, from, to, place, limit, isAscending }: PriceQuery): Promise<TickPrice[]> {
  const [table, key, price, size, conditions, valid] =
    basis === 'LAST'
      ? ['trade_rows', 'trade_key', 'price', 'size', 'conditions', 'AND NOT cancelled']
      : ['quote_rows', 'quote_key', basis.toLowerCase(), 'NULL', 'NULL', ''];
  const [than, direction] = isAscending ? ['>', 'ASC'] : ['<', 'DESC'];
  const values: unknown[] = [symbol, source, limit];
  const bound = (value: number) => `$${values.push(value)}`;
  const bounds = [
    typeof from === 'number' ? `AND occurred_at >= ${timestampOf(bound(from))}` : '',
    typeof to === 'number' ? `AND occurred_at < ${timestampOf(bound(to))}` : '',
    place
      ? `AND occurred_at ${than}= ${timestampOf(bound(place.at))} AND (occurred_at, ${key}) ${than} (${timestampOf(bound(place.at))}, ${bound(place.key)}::bigint)`
      : '',
  ];
  return rowsOf<TickPrice>(
    sql,
    `SELECT ${ms('occurred_at')} AS at, ${key}::double precision AS key, ${price} AS price, ${size} AS size, ${conditions} AS conditions
     FROM market.${table} WHERE series = ${OWNER} ${valid} ${bounds.join(' ')} ORDER BY occurred_at ${direction}, ${key} ${direction} LIMIT $3`,
    values,
  );
}
