import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

export interface Written {
  /** Files below it: logs, what Redis and Postgres keep. */
  readonly folders: readonly string[];
  readonly databaseUrl: string;
  /** Whatever answers by HTTP. */
  readonly addresses: readonly string[];
  /** What was read of answers elsewhere. */
  readonly answers: readonly string[];
}

export interface Search {
  /** Places that have a key in them. */
  readonly found: readonly string[];
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Looks for pieces of keys in everything that a stack has written. A search that looks at nothing finds nothing: it tells how much it saw. */
export async function searchForKeys(written: Written, pieces: readonly string[]): Promise<Search> {
  const found: string[] = [];
  let [files, rows, bytes] = [0, 0, 0];
  const look = (place: string, text: string | Buffer) => {
    bytes += text.length;
    if (pieces.some((piece) => text.includes(piece))) found.push(place);
  };
  for (const path of written.folders.flatMap(filesBelow)) {
    files += 1;
    look(path, readFileSync(path));
  }
  for (const address of written.addresses) look(address, await textOf(address));
  for (const [index, answer] of written.answers.entries()) look(`answer ${index}`, answer);
  for await (const { table, text } of storedRows(written.databaseUrl)) {
    rows += 1;
    look(table, text);
  }
  return { found: [...new Set(found)], files, rows, bytes };
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function textOf(address: string): Promise<string> {
  const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
  return `${JSON.stringify([...response.headers])} ${await response.text()}`;
}

const TABLES = `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
  WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`;
/** Of prices that is plenty: nobody writes a word there. */
const MOST_ROWS = 5_000;

async function* storedRows(url: string): AsyncGenerator<{ table: string; text: string }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(TABLES);
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t LIMIT ${MOST_ROWS}`);
      for (const { text } of rows) yield { table: name, text };
    }
  } finally {
    await client.end();
  }
}
