/** Runs one statement: a pool, or a client inside a transaction. */
export interface Sql {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export async function rowsOf<R>(sql: Sql, text: string, values: unknown[] = []): Promise<R[]> {
  const { rows } = await sql.query(text, values);
  return rows as R[];
}
