/** Runs one statement: a pool, or a client inside a transaction. */
export interface Sql {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Keeps the plans of named statements: a connection, not a pool. */
export interface PreparingSql extends Sql {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

export async function rowsOf<R>(sql: Sql, text: string, values: unknown[] = []): Promise<R[]> {
  const { rows } = await sql.query(text, values);
  return rows as R[];
}

/** A whole column as one array literal: far cheaper than the driver's own way, which looks at each value. For numbers and decimals only. */
export function numbers(values: readonly (number | string)[]): string {
  return `{${values.join(',')}}`;
}

/** Null becomes SQL's NULL. */
export function texts(values: readonly (string | null)[]): string {
  return `{${values.map(quoted).join(',')}}`;
}

/** Instants in ms; `timestampOf` reads them. */
export function instants(values: readonly number[]): string {
  return numbers(values);
}

/** The instant that a parameter or a column tells in ms, exact to the microsecond. */
export const timestampOf = (told: string) => `to_timestamp(${told}::double precision / 1000.0::double precision)`;

/** An instant in ms; what is finer is rounded. */
export const ms = (column: string) => `round(date_part('epoch', ${column}) * 1000)`;

function quoted(value: string | null): string {
  if (value === null) return 'NULL';
  return /^[A-Za-z0-9_.:-]+$/.test(value) && value.toUpperCase() !== 'NULL'
    ? value
    : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
