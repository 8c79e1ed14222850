import { formingMinute, wholeCandle } from './candle-columns.ts';
import type { ChangedCandle } from './candle-writer.ts';
import type { ExpiredDay } from './day-partitions.ts';
import { instants, ms, numbers, rowsOf, type Sql, texts, timestampOf } from './sql.ts';
import type { CorrectionColumns } from './tick-batch.ts';

/** A trade that is not what it was. */
export interface CorrectedTrade {
  readonly series: number;
  readonly at: number;
  /** 1 where it is cancelled no more, -1 where it was cancelled. */
  readonly trades: number;
}

/** Keeps those that are new; each waits until its trade is there. A correction that comes again is known by its key. */
export async function tellCorrections(sql: Sql, ids: readonly number[], columns: CorrectionColumns): Promise<void> {
  await sql.query(
    `INSERT INTO market.trade_corrections (series, trade_at, trade_key, correction_key, received_at, kind, price, size)
     SELECT series, ${timestampOf('trade_at')}, trade_key, key, ${timestampOf('received')}, kind, price, size
     FROM unnest($1::integer[], $2::double precision[], $3::bigint[], $4::bigint[], $5::double precision[], $6::text[], $7::numeric[], $8::numeric[])
       AS t(series, trade_at, trade_key, key, received, kind, price, size)
     ON CONFLICT DO NOTHING`,
    [
      numbers(columns.of.map((of) => ids[of] ?? 0)),
      instants(columns.tradeAt),
      numbers(columns.tradeKey),
      numbers(columns.key),
      instants(columns.receivedAt),
      texts(columns.kind),
      texts(columns.price),
      texts(columns.size),
    ],
  );
}

/**
 * Applies what waits for trades that are there: of the corrections of one trade that with the greatest key holds, whether it comes before
 * or after the others. The counts of the series follow.
 */
export async function applyCorrections(sql: Sql, series: readonly number[]): Promise<CorrectedTrade[]> {
  const corrected = await rowsOf<CorrectedTrade>(sql, APPLY, [numbers(series)]);
  await sql.query(COUNT_WAITING, [numbers(series)]);
  if (corrected.length > 0) await sql.query(FIND_LAST_TRADE, [numbers([...new Set(corrected.map((trade) => trade.series))])]);
  return corrected;
}

/** What names a candle among those of its series. */
export type CandleName = Pick<ChangedCandle, 'interval' | 'basis' | 'openTime'>;

/** The candles of one series as readers see them now; those that are gone are left out. */
export function readNamed(sql: Sql, series: number, names: readonly CandleName[]): Promise<ChangedCandle[]> {
  return rowsOf<ChangedCandle>(
    sql,
    `SELECT c.series, ${wholeCandle('c')}
     FROM unnest($2::market.candle_interval[], $3::market.price_basis[], $4::double precision[]) AS t("interval", basis, open_time)
     JOIN market.candle_rows c ON c.series = $1 AND c."interval" = t."interval" AND c.basis = t.basis
       AND c.open_time = ${timestampOf('t.open_time')} ${formingMinute('c')}`,
    [
      series,
      texts(names.map((name) => name.interval)),
      texts(names.map((name) => name.basis)),
      instants(names.map((name) => name.openTime)),
    ],
  );
}

/** Where the ticks of a day go, nothing of them can be corrected any more. */
export async function forgetCorrections(sql: Sql, { day, source }: Pick<ExpiredDay, 'day' | 'source'>): Promise<void> {
  const gone = await rowsOf<{ series: number }>(
    sql,
    `DELETE FROM market.trade_corrections c USING market.series s
     WHERE c.series = s.id AND s.source = $1 AND c.trade_at >= $2::timestamptz AND c.trade_at < $2::timestamptz + interval '24 hours'
     RETURNING c.series`,
    [source, `${day} 00:00:00+00`],
  );
  if (gone.length > 0) await sql.query(COUNT_WAITING, [numbers([...new Set(gone.map(({ series }) => series))])]);
}

const APPLY = `
  WITH told AS (SELECT DISTINCT series, trade_at, trade_key FROM market.trade_corrections WHERE series = ANY($1::integer[]) AND NOT applied),
    holding AS (SELECT DISTINCT ON (series, trade_at, trade_key) c.* FROM told JOIN market.trade_corrections c USING (series, trade_at, trade_key)
      ORDER BY series, trade_at, trade_key, c.correction_key DESC),
    found AS (SELECT t.series, t.occurred_at, t.trade_key, h.applied, h.kind = 'CANCEL' AS cancels, t.cancelled, t.size,
        coalesce(h.price, t.price) AS right_price, coalesce(h.size, t.size) AS right_size
      FROM holding h JOIN market.trade_rows t ON t.series = h.series AND t.occurred_at = h.trade_at AND t.trade_key = h.trade_key),
    done AS (UPDATE market.trade_corrections c SET applied = true FROM found f
      WHERE c.series = f.series AND c.trade_at = f.occurred_at AND c.trade_key = f.trade_key AND NOT c.applied),
    changed AS (UPDATE market.trade_rows t
      SET cancelled = f.cancels, price = f.right_price, size = f.right_size, revision = t.revision + 1 FROM found f
      WHERE t.series = f.series AND t.occurred_at = f.occurred_at AND t.trade_key = f.trade_key AND NOT f.applied
      RETURNING t.series, t.occurred_at, f.cancelled::integer - f.cancels::integer AS trades,
        CASE WHEN f.cancels THEN 0 ELSE f.right_size END - CASE WHEN f.cancelled THEN 0 ELSE f.size END AS sizes),
    counted AS (UPDATE market.series s SET trade_count = s.trade_count + d.trades, size_sum = s.size_sum + d.sizes
      FROM (SELECT series, sum(trades) AS trades, sum(sizes) AS sizes FROM changed GROUP BY series) d WHERE s.id = d.series)
  SELECT series, ${ms('occurred_at')} AS at, trades FROM changed`;

const COUNT_WAITING = `
  UPDATE market.series s
  SET corrections_waiting = (SELECT count(*) FROM market.trade_corrections c WHERE c.series = s.id AND NOT c.applied)
  WHERE s.id = ANY($1::integer[])`;

/** The last trade may be cancelled: then it is the one before. Event time stays where it was. */
const FIND_LAST_TRADE = `
  UPDATE market.series s
  SET last_trade_at = (SELECT t.occurred_at FROM market.trade_rows t WHERE t.series = s.id AND NOT t.cancelled ORDER BY t.occurred_at DESC LIMIT 1)
  WHERE s.id = ANY($1::integer[])`;
