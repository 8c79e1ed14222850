import { createHash } from 'node:crypto';
import type { Database } from '@marketgraph/postgres';
import type pg from 'pg';
import type { GuessLimit } from '../domain/ports.ts';

const MOST = 20;
const WINDOW_MS = 60_000;

/** Counts in the database, so that guesses through aliases, batches and several processes share one count. */
export class PostgresGuessLimit implements GuessLimit {
  constructor(private readonly database: Database) {}

  take(account: string, now: number): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const key = keyOf(account);
      // The upsert locks the row, so that guesses made at once are counted one by one.
      const { rows } = await client.query<{ taken_at: Date[] }>(
        `INSERT INTO guesses (account, taken_at) VALUES ($1, '{}') ON CONFLICT (account) DO UPDATE SET account = excluded.account
         RETURNING taken_at`,
        [key],
      );
      const recent = (rows[0]?.taken_at ?? []).filter((at) => at.getTime() > now - WINDOW_MS);
      if (recent.length >= MOST) return false;
      await client.query('UPDATE guesses SET taken_at = $2 WHERE account = $1', [key, [...recent, new Date(now)]]);
      if (recent.length === 0) await forgetOld(client, now);
      return true;
    });
  }

  async restore(account: string): Promise<void> {
    await this.database.pool.query('DELETE FROM guesses WHERE account = $1', [keyOf(account)]);
  }
}

/** A few at a time, so that guesses at made-up accounts do not pile up. */
async function forgetOld(client: pg.PoolClient, now: number): Promise<void> {
  await client.query(
    `DELETE FROM guesses WHERE account IN
     (SELECT account FROM guesses WHERE taken_at[cardinality(taken_at)] < $1 LIMIT 20 FOR UPDATE SKIP LOCKED)`,
    [new Date(now - WINDOW_MS)],
  );
}

/** People type passwords into the wrong field: what was tried is not kept as text. */
function keyOf(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}
