import type { Database } from '@marketgraph/postgres';
import type pg from 'pg';
import type { Credentials, NewUser, ProfileChange, UserStore } from '../domain/ports.ts';
import type { User } from '../domain/user.ts';
import type { Announcements } from './announcements.ts';
import { UserRow } from './rows.ts';

const UNIQUE_VIOLATION = '23505';

export class PostgresUserStore implements UserStore {
  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
  ) {}

  async add({ email, displayName, role, passwordHash }: NewUser, now: number): Promise<User | null> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      `INSERT INTO users (email, display_name, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (email) DO NOTHING RETURNING id`,
      [email, displayName, role, passwordHash, new Date(now)],
    );
    const id = rows[0]?.id;
    return id === undefined ? null : { id, email, displayName, role, createdAt: now };
  }

  async find(id: string): Promise<User | null> {
    const row = await this.database.dataSource.getRepository(UserRow).findOneBy({ id });
    return row && toUser(row);
  }

  async credentialsOf(key: { id: string } | { email: string }): Promise<Credentials | null> {
    const row = await this.database.dataSource.getRepository(UserRow).findOneBy(key);
    return row && { user: toUser(row), passwordHash: row.passwordHash };
  }

  async changePassword(id: string, passwordHash: string, now: number): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query('UPDATE users SET password_hash = $2 WHERE id = $1', [id, passwordHash]);
      await client.query('UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL', [id, new Date(now)]);
    });
  }

  async changeProfile(id: string, { email, displayName }: ProfileChange): Promise<User | 'TAKEN' | null> {
    try {
      await this.database.pool.query(
        'UPDATE users SET email = coalesce($2, email), display_name = coalesce($3, display_name) WHERE id = $1',
        [id, email, displayName],
      );
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return 'TAKEN';
      throw error;
    }
    return this.find(id);
  }

  async remove(id: string, now: number): Promise<void> {
    await this.database.transaction(async (client) => {
      const watchlists = await watchlistsOf(client, id);
      const { rowCount } = await client.query('DELETE FROM users WHERE id = $1', [id]);
      if (rowCount === 0) return;
      await this.announcements.accountDeleted(client, id, watchlists, now);
    });
  }
}

/** Locks the user first, so that no list is added between telling the others and the end. */
async function watchlistsOf(client: pg.PoolClient, userId: string): Promise<{ id: string; name: string }[]> {
  await client.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId]);
  const { rows } = await client.query<{ id: string; name: string }>('SELECT id, name FROM watchlists WHERE user_id = $1', [userId]);
  return rows;
}

function toUser({ id, email, displayName, role, createdAt }: UserRow): User {
  return { id, email, displayName, role, createdAt: createdAt.getTime() };
}
