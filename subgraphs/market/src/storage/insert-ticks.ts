import { instants, ms, numbers, rowsOf, type Sql, texts, timestampOf } from './sql.ts';
import type { PlacedTicks, Places, QuoteTickColumns, TickNames, TradeColumns } from './tick-batch.ts';

/** Inserts what is not stored yet and answers which places that were; each tick counts once, however often the columns name it. */
export async function insertTrades(sql: Sql, ticks: PlacedTicks<TradeColumns>): Promise<Places> {
  const { columns, places } = ticks;
  if (places.length === 0) return places;
  const insert = `INSERT INTO market.trade_rows (series, trade_key, occurred_at, received_at, price, size, side, conditions)
    SELECT series, key, ${timestampOf('occurred')}, ${timestampOf('received')}, price, size, side, conditions
    FROM unnest($1::integer[], $2::bigint[], $3::double precision[], $4::double precision[], $5::numeric[], $6::numeric[], $7::text[], $8::text[])
      AS t(series, key, occurred, received, price, size, side, conditions)`;
  const [row] = await rowsOf<InsertedRow>(sql, insertNew(insert, 'trade_key', places.length), [
    ...nameArrays(ticks),
    instants(places.map((place) => columns.receivedAt[place] ?? 0)),
    numbers(places.map((place) => columns.price[place] ?? '0')),
    numbers(places.map((place) => columns.size[place] ?? '0')),
    texts(places.map((place) => columns.side[place] ?? null)),
    texts(places.map((place) => columns.conditions[place] ?? null)),
  ]);
  return insertedPlaces(ticks, row);
}

export async function insertQuoteTicks(sql: Sql, ticks: PlacedTicks<QuoteTickColumns>): Promise<Places> {
  const { columns, places } = ticks;
  if (places.length === 0) return places;
  const insert = `INSERT INTO market.quote_rows (series, quote_key, occurred_at, received_at, bid, ask)
    SELECT series, key, ${timestampOf('occurred')}, ${timestampOf('received')}, bid, ask
    FROM unnest($1::integer[], $2::bigint[], $3::double precision[], $4::double precision[], $5::numeric[], $6::numeric[])
      AS t(series, key, occurred, received, bid, ask)`;
  const [row] = await rowsOf<InsertedRow>(sql, insertNew(insert, 'quote_key', places.length), [
    ...nameArrays(ticks),
    instants(places.map((place) => columns.receivedAt[place] ?? 0)),
    numbers(places.map((place) => columns.bid[place] ?? '0')),
    numbers(places.map((place) => columns.ask[place] ?? '0')),
  ]);
  return insertedPlaces(ticks, row);
}

interface InsertedRow {
  count: number;
  names: { series: number[]; key: number[]; at: number[] } | null;
}

/** The names of the new rows come back only when some, but not all, are new: reading thousands of names costs as much as writing them. */
function insertNew(insert: string, keyColumn: string, count: number): string {
  return `WITH inserted AS (${insert} ON CONFLICT DO NOTHING RETURNING series, ${keyColumn} AS key, occurred_at)
    SELECT count(*)::integer AS count, CASE WHEN count(*) IN (0, ${count}) THEN NULL ELSE json_build_object(
      'series', json_agg(series), 'key', json_agg(key), 'at', json_agg(${ms('occurred_at')})) END AS names FROM inserted`;
}

function nameArrays({ ids, columns, places }: PlacedTicks<TickNames>): string[] {
  return [
    numbers(places.map((place) => idAt(ids, columns, place))),
    numbers(places.map((place) => columns.key[place] ?? 0)),
    instants(places.map((place) => columns.occurredAt[place] ?? 0)),
  ];
}

function insertedPlaces({ ids, columns, places }: PlacedTicks<TickNames>, row: InsertedRow | undefined): Places {
  if (row?.count === places.length) return places;
  if (!row?.names) return [];
  const { series, at, key } = row.names;
  const isNew = new Set(key.map((one, index) => `${series[index]} ${at[index]} ${one}`));
  return places.filter((place) =>
    isNew.delete(`${idAt(ids, columns, place)} ${Math.round(columns.occurredAt[place] ?? 0)} ${columns.key[place]}`),
  );
}

function idAt(ids: readonly number[], columns: TickNames, place: number): number {
  return ids[columns.of[place] ?? 0] ?? 0;
}
