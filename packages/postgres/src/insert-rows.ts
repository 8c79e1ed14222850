import pg from 'pg';
import { quoteTable } from './copy-rows.ts';

export interface Insert<Row> {
  /** "market.trades" */
  readonly table: string;
  /** The Postgres type of each column that is written; no array types, which unnest would flatten. */
  readonly columns: { readonly [K in keyof Row & string]: string };
  readonly rows: readonly Row[];
  /** What follows ON CONFLICT, e.g. `DO NOTHING`; an error when left out. */
  readonly conflict?: string;
  /** What follows RETURNING; nothing is returned when left out. */
  readonly returning?: string;
}

/** One statement with one parameter per column, however many rows there are. Answers what RETURNING gave. */
export async function insertRows<Row extends object, Returned extends object = Record<string, unknown>>(
  client: { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> },
  { table, columns, rows, conflict, returning }: Insert<Row>,
): Promise<Returned[]> {
  if (rows.length === 0) return [];
  const entries = Object.entries<string>(columns);
  const names = entries.map(([name]) => pg.escapeIdentifier(name)).join(', ');
  const arrays = entries.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
  const values = entries.map(([name]) => rows.map((row) => (row as Record<string, unknown>)[name] ?? null));
  const text = [
    `INSERT INTO ${quoteTable(table)} (${names}) SELECT * FROM unnest(${arrays})`,
    ...(conflict ? [`ON CONFLICT ${conflict}`] : []),
    ...(returning ? [`RETURNING ${returning}`] : []),
  ].join(' ');
  const result = await client.query(text, values);
  return result.rows as Returned[];
}
