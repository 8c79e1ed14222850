import type { Provenance } from '@marketgraph/vocabulary';
import { activeNow, piecesIn, type SourceSpans } from '../domain/source-spans.ts';
import { LAST_KEY } from './bar-keys.ts';
import { instants, ms, numbers, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

/** A source of a line. */
export interface LineMember {
  readonly id: number;
  readonly symbol: string;
  readonly source: string;
  readonly provenance: Provenance | null;
  readonly tradeCount: number;
}

/** Series that may replace each other, and which of them counts when. Its candles are rows of series `id`. */
export interface SourceLine {
  readonly id: number;
  readonly spans: SourceSpans<number>;
  readonly members: readonly LineMember[];
}

/** What a batch adds to a line of what counts. */
export interface LineDelta {
  readonly line: number;
  readonly trades: number;
  readonly lastTradeAt: number | null;
  /** The newest event time that counts. */
  readonly newestAt: number | null;
}

const NO_LINES: ReadonlyMap<number, SourceLine> = new Map();

/** By their numbers; costs nothing where there are none. */
export async function readLines(sql: Sql, ids: readonly (number | null)[]): Promise<ReadonlyMap<number, SourceLine>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return NO_LINES;
  const members = Map.groupBy(await rowsOf<LineMember & { line: number }>(sql, MEMBERS, [numbers(wanted)]), ({ line }) => line);
  const spans = Map.groupBy(
    await rowsOf<{ line: number; from: number; source: number }>(sql, SPANS, [numbers(wanted)]),
    ({ line }) => line,
  );
  return new Map(wanted.map((id) => [id, { id, spans: spans.get(id) ?? [], members: members.get(id) ?? [] }]));
}

export async function readLine(sql: Sql, id: number | null): Promise<SourceLine | null> {
  return id === null ? null : ((await readLines(sql, [id])).get(id) ?? null);
}

/** The one that counts from its last switch on; null where nothing is known of alternatives. */
export function activeSource({ spans, members }: SourceLine): LineMember | null {
  return members.find(({ id }) => id === activeNow(spans)) ?? null;
}

/** The spans of each symbol that has alternatives, by the names of its sources. */
export async function readSourceSpans(sql: Sql, symbols: readonly string[] | null = null): Promise<Map<string, SourceSpans<string>>> {
  const rows = await rowsOf<{ symbol: string; source: string; from: number }>(sql, NAMED_SPANS, [symbols && texts(symbols)]);
  return Map.groupBy(rows, ({ symbol }) => symbol);
}

/** In a transaction that has locked them. What has a line keeps it. */
export async function joinLine(sql: Sql, line: number, series: readonly number[]): Promise<void> {
  await sql.query(
    `UPDATE market.series SET line = $1, counted_trades = CASE WHEN id = $1 THEN trade_count ELSE 0 END,
       counted_last_at = CASE WHEN id = $1 THEN last_trade_at END
     WHERE id = ANY($2::integer[]) AND line IS NULL`,
    [line, numbers(series)],
  );
}

/** Adds spans to those of a line, and what counts by them. In a transaction that has locked the line. */
export async function addSpans(sql: Sql, line: number, before: SourceSpans<number>, added: SourceSpans<number>): Promise<void> {
  await sql.query(
    `INSERT INTO market.source_spans (line, from_at, series)
     SELECT $1, ${timestampOf('from_at')}, series FROM unnest($2::double precision[], $3::integer[]) AS t(from_at, series)`,
    [line, instants(added.map(({ from }) => from)), numbers(added.map(({ source }) => source))],
  );
  const since = added[0]?.from ?? Number.NEGATIVE_INFINITY;
  if (!Number.isFinite(since)) return;
  const after = [...before, ...added];
  const delta = (await countTrades(sql, after, since)) - (await countTrades(sql, before, since));
  await sql.query(
    `UPDATE market.series SET counted_trades = counted_trades + $2::bigint, counted_last_at = ${timestampOf('$3')},
       newest_at = greatest(newest_at, ${timestampOf('$4')}) WHERE id = $1`,
    [line, delta, await lastTradeAt(sql, after), await newestSince(sql, after, since)],
  );
}

/** Of lines that the transaction has locked. */
export async function addLineCounts(sql: Sql, deltas: readonly LineDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  await sql.query(ADD, [
    numbers(deltas.map(({ line }) => line)),
    numbers(deltas.map(({ trades }) => trades)),
    texts(deltas.map((delta) => textOf(delta.lastTradeAt))),
    texts(deltas.map((delta) => textOf(delta.newestAt))),
  ]);
}

/** The last trade that counts may have been cancelled: then it is the one before. */
export async function findLastCounted(sql: Sql, line: SourceLine): Promise<void> {
  await sql.query(`UPDATE market.series SET counted_last_at = ${timestampOf('$2')} WHERE id = $1`, [
    line.id,
    await lastTradeAt(sql, line.spans),
  ]);
}

/** The minutes that hold anything that counts by one of the two histories and not by the other, or may. */
export async function touchedMinutes(sql: Sql, line: number, after: SourceSpans<number>, since: number): Promise<number[]> {
  const sources = piecesIn(after, { from: since, to: Number.POSITIVE_INFINITY }).map(({ source }) => source);
  const rows = await rowsOf<{ at: number }>(sql, TOUCHED, [line, since, numbers([...new Set(sources)])]);
  return rows.map(({ at }) => at);
}

/** When the oldest minute begins that was made of ticks; null while there is none. */
export async function beginOf(sql: Sql, line: number): Promise<number | null> {
  const [row] = await rowsOf<{ at: number }>(
    sql,
    `SELECT ${ms('open_time')} AS at FROM market.candle_rows
     WHERE series = $1 AND "interval" = 'ONE_MINUTE' AND close_key <> ${LAST_KEY} ORDER BY open_time LIMIT 1`,
    [line],
  );
  return row?.at ?? null;
}

/** Minutes of which LAST was made of bids. */
export async function minutesOfBids(sql: Sql, line: number): Promise<number[]> {
  const rows = await rowsOf<{ at: number }>(
    sql,
    `SELECT ${ms('open_time')} AS at FROM market.candle_rows WHERE series = $1 AND "interval" = 'ONE_MINUTE' AND basis = 'LAST' AND from_bids`,
    [line],
  );
  return rows.map(({ at }) => at);
}

async function countTrades(sql: Sql, spans: SourceSpans<number>, since: number): Promise<number> {
  let trades = 0;
  for (const { source, from, to } of piecesIn(spans, { from: since, to: Number.POSITIVE_INFINITY })) {
    const [row] = await rowsOf<{ trades: number }>(sql, COUNT, [source, from, to]);
    trades += row?.trades ?? 0;
  }
  return trades;
}

async function lastTradeAt(sql: Sql, spans: SourceSpans<number>): Promise<number | null> {
  for (const { source, from, to } of piecesIn(spans, ALL_TIME).reverse()) {
    const [row] = await rowsOf<{ at: number }>(sql, LAST_TRADE, [source, from, to]);
    if (row) return row.at;
  }
  return null;
}

async function newestSince(sql: Sql, spans: SourceSpans<number>, since: number): Promise<number | null> {
  for (const { source, from, to } of piecesIn(spans, { from: since, to: Number.POSITIVE_INFINITY }).reverse()) {
    const [row] = await rowsOf<{ at: number | null }>(sql, NEWEST, [source, from, to]);
    if (row && row.at !== null) return row.at;
  }
  return null;
}

function textOf(value: number | null): string | null {
  return value === null ? null : String(value);
}

const ALL_TIME = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const MEMBERS = `SELECT line, id, symbol, source, provenance, trade_count::double precision AS "tradeCount" FROM market.series
  WHERE line = ANY($1::integer[]) ORDER BY id`;

const SPANS = `SELECT line, ${ms('from_at')} AS "from", series AS source FROM market.source_spans WHERE line = ANY($1::integer[]) ORDER BY line, from_at`;

const NAMED_SPANS = `SELECT s.symbol, s.source, ${ms('p.from_at')} AS "from" FROM market.source_spans p JOIN market.series s ON s.id = p.series
  WHERE $1::text[] IS NULL OR s.symbol = ANY($1::text[]) ORDER BY s.symbol, p.from_at`;

const ADD = `UPDATE market.series s SET counted_trades = s.counted_trades + t.trades,
    counted_last_at = greatest(s.counted_last_at, ${timestampOf('t.last_trade')}), newest_at = greatest(s.newest_at, ${timestampOf('t.newest')})
  FROM unnest($1::integer[], $2::bigint[], $3::double precision[], $4::double precision[]) AS t(id, trades, last_trade, newest)
  WHERE s.id = t.id`;

const WITHIN = `series = $1 AND occurred_at >= ${timestampOf('$2')} AND occurred_at < ${timestampOf('$3')}`;
const COUNT = `SELECT count(*)::double precision AS trades FROM market.trade_rows WHERE ${WITHIN} AND NOT cancelled`;
const LAST_TRADE = `SELECT ${ms('occurred_at')} AS at FROM market.trade_rows WHERE ${WITHIN} AND NOT cancelled ORDER BY occurred_at DESC LIMIT 1`;
const newest = (table: string) => `(SELECT occurred_at FROM market.${table} WHERE ${WITHIN} ORDER BY occurred_at DESC LIMIT 1)`;
const NEWEST = `SELECT ${ms(`greatest(${newest('trade_rows')}, ${newest('quote_rows')})`)} AS at`;

const minuteOf = (column: string) => `date_trunc('minute', ${column}, 'UTC')`;
const TICKS = (table: string) => `SELECT ${minuteOf('occurred_at')} AS minute FROM market.${table}
  WHERE series = ANY($3::integer[]) AND occurred_at >= ${timestampOf('$2')}`;
const TOUCHED = `SELECT DISTINCT ${ms('minute')} AS at FROM (
    SELECT open_time AS minute FROM market.candle_rows
      WHERE series = $1 AND "interval" = 'ONE_MINUTE' AND close_time > ${timestampOf('$2')}
    UNION ALL ${TICKS('trade_rows')} UNION ALL ${TICKS('quote_rows')}) m ORDER BY 1`;
