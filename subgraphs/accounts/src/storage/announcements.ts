import type pg from 'pg';
import type { WatchlistChange } from '../domain/watchlist.ts';

/** Tells the other subgraphs, in the transaction of the change: it is heard if and only if it was committed. */
export interface Announcements {
  watchlistChanged(client: pg.PoolClient, change: WatchlistChange, now: number): Promise<void>;
  accountDeleted(client: pg.PoolClient, userId: string, watchlists: readonly { id: string; name: string }[], now: number): Promise<void>;
}
