import pg from 'pg';

/** Nothing parsed: numbers and times are compared by Postgres itself. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'ledger' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const CHUNK = 20_000;

/** Fills a table with columns of these types. */
export async function load(
  client: pg.Client,
  table: string,
  types: readonly string[],
  rows: readonly (readonly (string | number | boolean)[])[],
): Promise<void> {
  const values = types.map((type, index) => `$${index + 1}::${type}[]`).join(', ');
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK);
    await client.query(
      `INSERT INTO ${table} SELECT * FROM unnest(${values})`,
      types.map((_, index) => chunk.map((row) => row[index])),
    );
  }
}
