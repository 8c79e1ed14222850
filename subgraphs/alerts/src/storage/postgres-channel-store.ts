import type { Database } from '@marketgraph/postgres';
import type { Channel } from '../domain/alert.ts';
import type { ChannelStore } from '../domain/ports.ts';
import { ChannelRow } from './rows.ts';

/** Made when it is first needed; its index lets a user have one only. */
export const insertInAppChannels = `
  INSERT INTO channels (user_id, kind, name, target, verified, created_at)
  SELECT DISTINCT user_id, 'IN_APP', 'In app', 'this dashboard', true, $2::timestamptz FROM unnest($1::text[]) AS wanted (user_id)
  ON CONFLICT (user_id) WHERE kind = 'IN_APP' DO NOTHING`;

export class PostgresChannelStore implements ChannelStore {
  constructor(private readonly database: Database) {}

  async inApp(userId: string, now: number): Promise<Channel> {
    const row = await this.#find(userId);
    if (row) return toChannel(row);
    await this.database.pool.query(insertInAppChannels, [[userId], new Date(now)]);
    return toChannel(await this.database.dataSource.getRepository(ChannelRow).findOneByOrFail({ userId, kind: 'IN_APP' }));
  }

  #find(userId: string): Promise<ChannelRow | null> {
    return this.database.dataSource.getRepository(ChannelRow).findOneBy({ userId, kind: 'IN_APP' });
  }
}

function toChannel(row: ChannelRow): Channel {
  return { ...row, createdAt: row.createdAt.getTime() };
}
