import type { PolledFeed, PolledFeeds } from '../domain/fetch-requests.ts';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';

/** Which feeds poll, and for which symbols, as the processes that lead them tell: whoever answers a request need not be one of them. */
export class StoredPolledFeeds implements PolledFeeds {
  constructor(private readonly sql: Sql) {}

  async all(): Promise<PolledFeed[]> {
    const rows = await rowsOf<Row>(
      this.sql,
      `SELECT feed AS name, symbols, remaining, ${ms('resets_at')} AS "resetsAt", ${ms('told_at')} AS "toldAt" FROM market.polled_feeds ORDER BY feed`,
    );
    return rows.map(({ remaining, resetsAt, ...feed }) => ({
      ...feed,
      budget: remaining === null || resetsAt === null ? null : { remaining, resetsAt },
    }));
  }

  async tell({ name, symbols, budget, toldAt }: PolledFeed): Promise<void> {
    await this.sql.query(
      `INSERT INTO market.polled_feeds AS f (feed, symbols, remaining, resets_at, told_at)
       VALUES ($1, $2, $3, ${timestampOf('$4')}, ${timestampOf('$5')})
       ON CONFLICT (feed) DO UPDATE SET symbols = excluded.symbols, remaining = excluded.remaining, resets_at = excluded.resets_at,
         told_at = excluded.told_at WHERE f.told_at <= excluded.told_at`,
      [name, symbols, budget?.remaining ?? null, budget?.resetsAt ?? null, toldAt],
    );
  }
}

interface Row extends Omit<PolledFeed, 'budget'> {
  readonly remaining: number | null;
  readonly resetsAt: number | null;
}
