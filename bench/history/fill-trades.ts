import { DayPartitions } from '@marketgraph/market/storage/day-partitions';
import type { StoredMarket } from './stored-market.ts';

const DAY_MS = 86_400_000;

export interface TradeFilling {
  readonly firstDay: number;
  readonly days: number;
  /** Of each series, evenly over the day. */
  readonly perDay: number;
}

/** Made by Postgres in the order of time, in the partitions that the product makes. */
export async function fillTrades({ store, series, fill }: StoredMarket, { firstDay, days, perDay }: TradeFilling): Promise<void> {
  const midnights = Array.from({ length: days }, (_, day) => firstDay + day * DAY_MS);
  const names = { of: midnights.map(() => 0), key: midnights, occurredAt: midnights, receivedAt: midnights };
  await new DayPartitions(store.database).ensure('trade_rows', names, [{ symbol: 'AAA', source: 'bench', provenance: 'REPLAYED' }]);
  await fill(
    `INSERT INTO market.trade_rows (series, occurred_at, trade_key, received_at, price, size, side)
     SELECT s, t, n + 1, t + interval '5 ms', 100 + (n::bigint * 7919 % 5000)::numeric / 100, n::bigint * 31 % 400 + 1, 'BUY'
     FROM (SELECT n, s, timestamptz '${new Date(firstDay).toISOString()}' + n * interval '${DAY_MS / perDay} milliseconds' AS t
       FROM generate_series(0, ${days * perDay - 1}) AS n CROSS JOIN unnest(ARRAY[${series.join(',')}]) AS s) AS trades`,
  );
  await fill('VACUUM ANALYZE market.trade_rows');
  await fill('CHECKPOINT');
}
