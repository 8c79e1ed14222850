import type { Readable } from 'node:stream';
import type pg from 'pg';
import { to } from 'pg-copy-streams';

/** Longer than any export: the driver's own limit is meant for answers that are read at once. */
const NO_LIMIT_MS = 2_147_483_647;

/**
 * The rows of a SELECT as CSV with a header, as they are read: a slow reader slows the server, and nothing is gathered. In a
 * transaction, whose statement timeout is lifted.
 */
export async function copyOut(client: pg.ClientBase, select: string): Promise<Readable> {
  await client.query('SET LOCAL statement_timeout = 0');
  const stream = to(`COPY (${select}) TO STDOUT (FORMAT csv, HEADER)`);
  // Nobody reads on: the server would wait for ever, and so would whatever is asked on this connection next.
  stream.once('close', () => {
    if (!stream.readableEnded) void (client as pg.Client).end().catch(() => undefined);
  });
  return client.query(Object.assign(stream, { query_timeout: NO_LIMIT_MS }));
}
