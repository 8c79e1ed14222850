import type pg from 'pg';
import type { AlertChange } from '../domain/alert.ts';
import { endAlerts, nextVersion } from './end-alerts.ts';

export interface FollowedWatchlist {
  readonly watchlistId: string;
  readonly userId: string;
  readonly name: string;
  /** Null when it was deleted. */
  readonly symbols: readonly string[] | null;
}

/** Keeps the projection of accounts' watchlists; alerts of instruments that left a list end. */
export async function followWatchlist(client: pg.PoolClient, watchlist: FollowedWatchlist, now: number): Promise<AlertChange[]> {
  const { watchlistId, userId, name, symbols } = watchlist;
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM rules WHERE watchlist_id = $1 AND user_id = $2 ORDER BY id FOR UPDATE',
    [watchlistId, userId],
  );
  if (symbols === null) {
    await client.query('DELETE FROM watchlists WHERE id = $1', [watchlistId]);
  } else {
    await client.query(
      `INSERT INTO watchlists (id, user_id, name, symbols) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, symbols = excluded.symbols`,
      [watchlistId, userId, name, symbols],
    );
  }
  if (rows.length === 0) return [];
  const ended = await endAlerts(
    client,
    rows.map(({ id }) => id),
    symbols ?? [],
    now,
  );
  await nextVersion(client);
  return ended;
}

/**
 * Nothing of a deleted account stays; nobody is left to be told. The version comes first: its row is the lock under which rules are
 * made, so one made at this moment is either deleted here or finds its user forgotten.
 */
export async function forgetUser(client: pg.PoolClient, userId: string): Promise<void> {
  await nextVersion(client);
  await client.query('INSERT INTO forgotten_users (user_id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
  for (const table of ['alerts', 'rules', 'channels', 'watchlists'])
    await client.query(`DELETE FROM ${table} WHERE user_id = $1`, [userId]);
}
