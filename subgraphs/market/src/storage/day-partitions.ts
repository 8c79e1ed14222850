import { DAY_MS, type Provenance } from '@marketgraph/vocabulary';
import { rowsOf, type Sql } from './sql.ts';
import type { BatchSeries, TickNames } from './tick-batch.ts';

export const tickTables = ['trade_rows', 'quote_rows'] as const;
export type TickTable = (typeof tickTables)[number];

interface Transactions {
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** A day on which a source has ticks: retention asks for it. */
interface TickDay {
  readonly table: TickTable;
  readonly day: string;
  readonly source: string;
  readonly provenance: Provenance;
}

/** Days are made and dropped one after the other. */
const LOCK_DAYS = "SELECT pg_advisory_xact_lock(hashtext('market day partitions'))";

/**
 * A day that someone backfills is kept from then on, also where the source told of it live. It stays noted as dropped where it was: what
 * was backfilled need not be all that its candles were made of.
 */
const NOTE_DAY = `INSERT INTO market.tick_days AS d (day, source, provenance) VALUES ($1::date, $2, $3)
  ON CONFLICT (day, source) DO UPDATE SET provenance = 'REPLAYED' WHERE excluded.provenance = 'REPLAYED' AND d.provenance <> 'REPLAYED'`;

/** Daily partitions of the tick tables, made when a day is first met: recordings bring days of any year. */
export class DayPartitions {
  readonly #known = new Set<string>();

  constructor(private readonly database: Transactions) {}

  /**
   * Makes what the ticks need before they are written. In a transaction of its own, so that no batch holds locks on the parents;
   * recorders that race wait for each other.
   */
  async ensure(table: TickTable, ticks: TickNames, series: readonly BatchSeries[]): Promise<void> {
    const missing = this.#missing(table, ticks, series);
    if (missing.size === 0) return;
    await this.database.transaction(async (sql) => {
      await sql.query(LOCK_DAYS);
      for (const { day, source, provenance } of missing.values()) {
        await createPartition(sql, table, day);
        await sql.query(NOTE_DAY, [day, source, provenance]);
      }
    });
    for (const name of missing.keys()) this.#known.add(name);
  }

  /** After a failure: perhaps a partition was dropped meanwhile. */
  forget(): void {
    this.#known.clear();
  }

  #missing(table: TickTable, { of, occurredAt }: TickNames, series: readonly BatchSeries[]): Map<string, TickDay> {
    const missing = new Map<string, TickDay>();
    let [lastDay, lastSource, lastProvenance] = [Number.NaN, '', ''];
    for (let index = 0; index < occurredAt.length; index++) {
      const at = occurredAt[index] ?? 0;
      const dayNumber = Math.floor(at / DAY_MS);
      const { source = '', provenance = 'LIVE' } = series[of[index] ?? 0] ?? {};
      // Most ticks share the day and source of the one before.
      if (dayNumber === lastDay && source === lastSource && provenance === lastProvenance) continue;
      [lastDay, lastSource, lastProvenance] = [dayNumber, source, provenance];
      const name = `${table} ${dayNumber} ${provenance} ${source}`;
      if (!this.#known.has(name)) missing.set(name, { table, day: dayOf(at), source, provenance });
    }
    return missing;
  }
}

/** 2013-10-07 */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function partitionName(table: TickTable, day: string): string {
  return `${table}_${day.replaceAll('-', '')}`;
}

/** Created apart and then attached: that lets others read and write the table meanwhile, `PARTITION OF` would not. */
async function createPartition(sql: Sql, table: TickTable, day: string): Promise<void> {
  const name = partitionName(table, day);
  const [{ exists } = { exists: false }] = await rowsOf<{ exists: boolean }>(sql, 'SELECT to_regclass($1) IS NOT NULL AS exists', [
    `market.${name}`,
  ]);
  if (exists) return;
  const next = dayOf(Date.parse(day) + DAY_MS);
  await sql.query(`CREATE TABLE market.${name} (LIKE market.${table} INCLUDING ALL)`);
  await sql.query(
    `ALTER TABLE market.${table} ATTACH PARTITION market.${name} FOR VALUES FROM ('${day} 00:00:00+00') TO ('${next} 00:00:00+00')`,
  );
}

/** A day that holds ticks of a live or simulated feed, or may hold some that came after it was dropped. */
export interface ExpiredDay {
  readonly day: string;
  readonly source: string;
}

export function expiredDays(sql: Sql, before: number): Promise<ExpiredDay[]> {
  return rowsOf(
    sql,
    `SELECT day::text, source FROM market.tick_days WHERE day < $1::date AND provenance <> 'REPLAYED' AND (NOT dropped
       OR to_regclass('market.trade_rows_' || to_char(day, 'YYYYMMDD')) IS NOT NULL
       OR to_regclass('market.quote_rows_' || to_char(day, 'YYYYMMDD')) IS NOT NULL) ORDER BY day, source`,
    [dayOf(before)],
  );
}

/** Drops the day; where a recording or a backfill has ticks on it too, only the source's own. KEPT: it was backfilled since it was found. */
export async function dropDay(sql: Sql, { day, source }: ExpiredDay): Promise<'DROPPED' | 'EMPTY' | 'KEPT'> {
  await sql.query(LOCK_DAYS);
  const kept = await rowsOf<{ source: string }>(
    sql,
    "SELECT source FROM market.tick_days WHERE day = $1::date AND provenance = 'REPLAYED'",
    [day],
  );
  if (kept.some((one) => one.source === source)) return 'KEPT';
  const hasOthers = kept.length > 0;
  // With the partitions go the ticks of every source: a day that is noted as kept would have its candles told apart from them.
  await sql.query('UPDATE market.tick_days SET dropped = true WHERE day = $1::date AND ($3 OR source = $2)', [day, source, !hasOthers]);
  if (hasOthers) return (await deleteTicks(sql, source, day)) ? 'DROPPED' : 'EMPTY';
  for (const table of tickTables) await sql.query(`DROP TABLE IF EXISTS market.${partitionName(table, day)}`);
  return 'DROPPED';
}

async function deleteTicks(sql: Sql, source: string, day: string): Promise<boolean> {
  let deleted = 0;
  for (const table of tickTables) {
    const [row] = await rowsOf<{ count: number }>(
      sql,
      `WITH gone AS (DELETE FROM market.${table} WHERE series IN (SELECT id FROM market.series WHERE source = $1)
         AND occurred_at >= $2::timestamptz AND occurred_at < $2::timestamptz + interval '24 hours' RETURNING 1)
       SELECT count(*)::integer AS count FROM gone`,
      [source, `${day} 00:00:00+00`],
    );
    deleted += row?.count ?? 0;
  }
  return deleted > 0;
}
