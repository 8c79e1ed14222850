import type { Database } from '@marketgraph/postgres';
import type pg from 'pg';
import type { Credentials, NewToken, SessionStore } from '../domain/ports.ts';

interface TokenRow {
  session_id: string;
  user_id: string;
  expires_at: Date;
  used_at: Date | null;
  ended_at: Date | null;
}

export class PostgresSessionStore implements SessionStore {
  constructor(private readonly database: Database) {}

  open({ user, passwordHash }: Credentials, token: NewToken): Promise<string | null> {
    return this.database.transaction(async (client) => {
      await forgetExpired(client, user.id, token.now);
      // FOR SHARE waits for a change of the password that runs at this moment, and sees it.
      const { rows } = await client.query<{ id: string }>(
        `INSERT INTO sessions (user_id, opened_at)
         SELECT id, $3 FROM users WHERE id = $1 AND password_hash = $2 FOR SHARE RETURNING id`,
        [user.id, passwordHash, new Date(token.now)],
      );
      const id = rows[0]?.id ?? null;
      if (id !== null) await insertToken(client, id, token);
      return id;
    });
  }

  rotate(usedHash: string, next: NewToken): Promise<{ userId: string; sessionId: string } | null> {
    return this.database.transaction(async (client) => {
      // The session's row is the lock: of two uses of one token at the same moment the second sees the first.
      const { rows } = await client.query<TokenRow>(
        `SELECT t.session_id, t.expires_at, t.used_at, s.user_id, s.ended_at
         FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = $1 FOR UPDATE`,
        [usedHash],
      );
      const token = rows[0];
      if (!token || token.ended_at) return null;
      if (token.used_at) {
        await client.query('UPDATE sessions SET ended_at = $2 WHERE id = $1', [token.session_id, new Date(next.now)]);
        return null;
      }
      if (token.expires_at.getTime() <= next.now) return null;
      await client.query('UPDATE refresh_tokens SET used_at = $2 WHERE hash = $1', [usedHash, new Date(next.now)]);
      await insertToken(client, token.session_id, next);
      return { userId: token.user_id, sessionId: token.session_id };
    });
  }

  async end(hash: string, now: number): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `UPDATE sessions s SET ended_at = $2 FROM refresh_tokens t
       WHERE t.hash = $1 AND t.session_id = s.id AND t.expires_at > $2 AND s.ended_at IS NULL`,
      [hash, new Date(now)],
    );
    return rowCount === 1;
  }
}

async function insertToken(client: pg.PoolClient, sessionId: string, { hash, expiresAt }: NewToken): Promise<void> {
  await client.query('INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES ($1, $2, $3)', [
    hash,
    sessionId,
    new Date(expiresAt),
  ]);
}

/** Each sign-in clears what the user's older sessions left behind. */
async function forgetExpired(client: pg.PoolClient, userId: string, now: number): Promise<void> {
  await client.query(
    `DELETE FROM sessions s WHERE user_id = $1
     AND NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.session_id = s.id AND t.expires_at > $2)`,
    [userId, new Date(now)],
  );
}
