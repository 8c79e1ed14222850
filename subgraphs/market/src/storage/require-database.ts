import pg from 'pg';

const PATIENCE_MS = 5_000;

/** Services wait for their database; who called a command wants to know at once. */
export async function requireDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS, application_name: 'marketgraph command' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    throw new DatabaseAway(placeOf(url), error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';

  constructor(place: string, cause: unknown) {
    const { message, code } = cause as { message?: string; code?: string };
    super(`The database at ${place} does not answer (${message || code || 'no reason given'}). Is it running?`, { cause });
  }
}

/** Without user and password. */
function placeOf(url: string): string {
  try {
    const { host, pathname, searchParams } = new URL(url);
    return `${searchParams.get('host') ?? host}${pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}
