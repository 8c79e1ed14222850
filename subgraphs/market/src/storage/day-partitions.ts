import { DAY_MS } from '@marketgraph/vocabulary';
import { rowsOf, type Sql } from './sql.ts';

export const tickTables = ['trades', 'quote_ticks'] as const;
export type TickTable = (typeof tickTables)[number];

interface Transactions {
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** Daily partitions of the tick tables, made when a day is first met: recordings bring days of any year. */
export class DayPartitions {
  readonly #known = new Set<string>();

  constructor(private readonly database: Transactions) {}

  /** In a transaction of its own, so that no batch holds locks on the parents; recorders that race wait for each other. */
  async ensure(table: TickTable, instants: readonly number[]): Promise<void> {
    const missing = new Set(instants.map(dayOf).filter((day) => !this.#known.has(`${table} ${day}`)));
    if (missing.size === 0) return;
    await this.database.transaction(async (sql) => {
      await sql.query("SELECT pg_advisory_xact_lock(hashtext('market day partitions'))");
      for (const day of missing) await createPartition(sql, table, day);
    });
    for (const day of missing) this.#known.add(`${table} ${day}`);
  }

  /** After a failure: perhaps a partition was dropped meanwhile. */
  forget(): void {
    this.#known.clear();
  }
}

/** 2013-10-07 */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function partitionName(table: TickTable, day: string): string {
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

/** Days older than `before` that hold ticks of live or simulated feeds. */
export function expiredDays(sql: Sql, before: number): Promise<{ day: string; source: string; mixed: boolean }[]> {
  return rowsOf(
    sql,
    `SELECT day::text, source, EXISTS (SELECT FROM market.tick_days kept WHERE kept.day = tick_days.day AND kept.provenance = 'REPLAYED') AS mixed
     FROM market.tick_days WHERE day < $1::date AND provenance <> 'REPLAYED' ORDER BY day, source`,
    [dayOf(before)],
  );
}

/** Drops the day; where a recording has ticks on it too, only the source's own. */
export async function dropDay(sql: Sql, { day, source, mixed }: { day: string; source: string; mixed: boolean }): Promise<void> {
  for (const table of tickTables) {
    if (mixed) await sql.query(deleteTicks(table), [source, `${day} 00:00:00+00`]);
    else await sql.query(`DROP TABLE IF EXISTS market.${partitionName(table, day)}`);
  }
  await sql.query('DELETE FROM market.tick_days WHERE day = $1::date AND source = $2', [day, source]);
}

function deleteTicks(table: TickTable): string {
  return `DELETE FROM market.${table} WHERE source = $1 AND occurred_at >= $2::timestamptz AND occurred_at < $2::timestamptz + interval '24 hours'`;
}
