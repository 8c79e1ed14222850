import pg from 'pg';
import type { TestDatabase } from './test-database.ts';
import { LinkProxy } from './venues/link-proxy.ts';

/** A link to a database that a test can trouble, and the address that leads over it. The test's own Postgres may listen on a Unix socket. */
export async function databaseLink(database: TestDatabase): Promise<{ readonly link: LinkProxy; readonly url: string }> {
  const { host, port } = new pg.Client(database.url);
  const link = await LinkProxy.open(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  const url = new URL(database.url);
  url.searchParams.delete('host');
  url.host = `127.0.0.1:${link.port}`;
  return { link, url: url.href };
}
