import type { Database } from '@marketgraph/postgres';
import { In } from 'typeorm';
import type { WatchlistStore } from '../domain/ports.ts';
import type { Watchlist } from '../domain/watchlist.ts';
import type { Announcements } from './announcements.ts';
import { WatchlistRow } from './rows.ts';

interface ChangedRow {
  id: string;
  user_id: string;
  name: string;
  symbols: string[];
  created_at: Date;
}

export class PostgresWatchlistStore implements WatchlistStore {
  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
  ) {}

  async ofUser(userId: string): Promise<Watchlist[]> {
    const rows = await this.database.dataSource
      .getRepository(WatchlistRow)
      .find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }));
  }

  async find(ids: readonly string[], userId: string): Promise<Watchlist[]> {
    const rows = await this.database.dataSource.getRepository(WatchlistRow).findBy({ id: In([...ids]), userId });
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }));
  }

  add(userId: string, name: string, symbols: readonly string[], most: number, now: number): Promise<Watchlist | null> {
    return this.database.transaction(async (client) => {
      // The lock on the user makes the count true for lists created at the same moment.
      const { rowCount } = await client.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId]);
      if (rowCount === 0) return null;
      const { rows } = await client.query<ChangedRow>(
        `INSERT INTO watchlists (user_id, name, symbols, created_at)
         SELECT $1, $2, $3, $5 WHERE (SELECT count(*) FROM watchlists WHERE user_id = $1) < $4 RETURNING *`,
        [userId, name, symbols, most, new Date(now)],
      );
      const added = toWatchlist(rows[0]);
      if (added) await this.announcements.watchlistChanged(client, added, now);
      return added;
    });
  }

  change(id: string, userId: string, name: string | null, symbols: readonly string[] | null, now: number): Promise<Watchlist | null> {
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<ChangedRow>(
        'UPDATE watchlists SET name = coalesce($3, name), symbols = coalesce($4, symbols) WHERE id = $1 AND user_id = $2 RETURNING *',
        [id, userId, name, symbols],
      );
      const changed = toWatchlist(rows[0]);
      if (changed) await this.announcements.watchlistChanged(client, changed, now);
      return changed;
    });
  }

  remove(id: string, userId: string, now: number): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<ChangedRow>('DELETE FROM watchlists WHERE id = $1 AND user_id = $2 RETURNING *', [id, userId]);
      const removed = toWatchlist(rows[0]);
      if (removed) await this.announcements.watchlistChanged(client, { ...removed, symbols: null }, now);
      return removed !== null;
    });
  }
}

function toWatchlist(row: ChangedRow | undefined): Watchlist | null {
  return row ? { id: row.id, userId: row.user_id, name: row.name, symbols: row.symbols, createdAt: row.created_at.getTime() } : null;
}
