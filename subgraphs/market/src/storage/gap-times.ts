import { intervalMs, intervals } from '@marketgraph/vocabulary';
import type { MissingTime } from '../domain/missing-times.ts';
import { formingMinute, wholeCandle } from './candle-columns.ts';
import type { ChangedCandle } from './candle-writer.ts';
import type { SeriesName } from './series.ts';
import { instants, ms, numbers, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

/** Candles of each interval and basis that are told again when it turns out that they miss prices, or that they miss none: the newest. */
const MOST_CANDLES = 150;

export interface MissingTimeOf extends MissingTime {
  /** Whose rows the candles are. */
  readonly series: number;
}

interface Within {
  readonly from: number;
  readonly to: number;
}

/**
 * When candles of these series may miss prices: gaps of their source that are not filled, and where sources replace each other only as far as
 * the source was the one that counted.
 */
export function readMissingTimes(sql: Sql, series: readonly number[], { from, to }: Within): Promise<MissingTimeOf[]> {
  return rowsOf(sql, MISSING, [numbers(series), from, to]);
}

/** Whose rows the candles of a symbol from a source are; null where nothing was recorded. */
export async function candleSeriesOf(sql: Sql, { symbol, source }: SeriesName): Promise<number | null> {
  const [row] = await rowsOf<{ series: number }>(sql, OWNERS, [texts([symbol]), texts([source])]);
  return row?.series ?? null;
}

/** A gap, and whose candles it may concern. */
export interface GapPlace extends SeriesName {
  readonly from: number;
  readonly to: number | null;
}

/** The candles that lie in these gaps, as they are. */
export function candlesInGaps(sql: Sql, gaps: readonly GapPlace[]): Promise<ChangedCandle[]> {
  return rowsOf(sql, IN_GAPS, [
    texts(gaps.map(({ symbol }) => symbol)),
    texts(gaps.map(({ source }) => source)),
    instants(gaps.map(({ from }) => from)),
    texts(gaps.map(({ to }) => (to === null ? null : String(to)))),
    MOST_CANDLES,
  ]);
}

const OWNERS = `SELECT DISTINCT coalesce(s.line, s.id) AS series FROM unnest($1::text[], $2::text[]) AS t(symbol, source)
  JOIN market.series s ON s.symbol = t.symbol AND s.source = t.source`;

/** A span ends right before the next one begins. */
const SPANS = `SELECT o.id AS owner, coalesce(p.series, o.id) AS series, coalesce(p.from_at, '-infinity') AS from_at,
    coalesce(p.to_at, 'infinity') AS to_at
  FROM unnest($1::integer[]) AS o(id)
  LEFT JOIN LATERAL (SELECT series, from_at, lead(from_at) OVER (ORDER BY from_at) - interval '1 millisecond' AS to_at
    FROM market.source_spans WHERE line = o.id) p ON true`;

const MISSING = `
  SELECT p.owner AS series, ${ms('greatest(g.from_at, p.from_at)')} AS "from",
    ${ms(`nullif(least(coalesce(g.to_at, 'infinity'), p.to_at), 'infinity')`)} AS "to"
  FROM (${SPANS}) p JOIN market.series s ON s.id = p.series
  JOIN market.feed_gaps g ON g.symbol = s.symbol AND g.feed = s.source AND g.state <> 'FILLED'
    AND g.from_at <= p.to_at AND coalesce(g.to_at, 'infinity') >= p.from_at
    AND g.from_at < ${timestampOf('$3')} AND coalesce(g.to_at, 'infinity') >= ${timestampOf('$2')}`;

/** No candle is longer than its interval says, but months and the days of clocks that are set back. */
const LENGTHS = intervals
  .filter((interval) => interval !== 'ONE_SECOND')
  .map((interval) => `('${interval}'::market.candle_interval, ${intervalMs[interval] * 1.25})`)
  .join(', ');

const IN_GAPS = `
  SELECT DISTINCT ON (c.series, c."interval", c.basis, c.open_time) c.series, ${wholeCandle('c')}
  FROM unnest($1::text[], $2::text[], $3::double precision[], $4::double precision[]) AS t(symbol, source, from_ms, to_ms)
  JOIN market.series s ON s.symbol = t.symbol AND s.source = t.source
  CROSS JOIN (VALUES ${LENGTHS}) AS i("interval", length_ms)
  CROSS JOIN unnest(enum_range(NULL::market.price_basis)) AS b(basis)
  CROSS JOIN LATERAL (SELECT * FROM market.candle_rows r
    WHERE r.series = coalesce(s.line, s.id) AND r."interval" = i."interval" AND r.basis = b.basis
      AND r.open_time > ${timestampOf('(t.from_ms - i.length_ms)')} AND r.close_time > ${timestampOf('t.from_ms')}
      AND r.open_time <= coalesce(${timestampOf('t.to_ms')}, 'infinity')
    ORDER BY r.open_time DESC LIMIT $5) c
  ${formingMinute('c')}`;
