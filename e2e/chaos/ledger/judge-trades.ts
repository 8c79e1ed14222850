import type pg from 'pg';
import { load } from './database.ts';
import type { LedgerEntry } from './ledger-file.ts';

export interface TradesVerdict {
  readonly sent: number;
  readonly stored: number;
  /** Sent, and under its key nothing is stored. */
  readonly lost: number;
  /** Stored once more than it was sent, or never sent at all. */
  readonly doubled: number;
  /** Stored under its key, and in no row as it was sent. */
  readonly altered: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 5;
const SAME = 'l.price = t.price AND l.size = t.size AND l.at = t.occurred_at';

/** Key for key: price, size and time, by plain SQL. Times are those of the tape, moved by its source's shift. */
export async function judgeTrades(client: pg.Client, trades: readonly LedgerEntry[], shifts: Shifts): Promise<TradesVerdict> {
  await client.query(
    `CREATE TEMP TABLE ledger (symbol text COLLATE "C", source text COLLATE "C", key bigint, at timestamptz, price numeric, size numeric)`,
  );
  const rows = trades.map(({ symbol, source, key, at, price, size }) => {
    return [symbol, source, key, new Date(at + (shifts[source] ?? 0)).toISOString(), price, size];
  });
  await load(client, 'ledger', ['text', 'text', 'bigint', 'timestamptz', 'numeric', 'numeric'], rows);
  await client.query('ANALYZE ledger');
  await client.query(
    'CREATE TEMP TABLE stored AS SELECT symbol, source, trade_key AS key, occurred_at, price, size FROM market.trades WHERE source = ANY($1)',
    [[...new Set(trades.map(({ source }) => source))]],
  );
  await client.query('ANALYZE stored');
  const lost = await ask(client, 'SELECT l.* FROM ledger l LEFT JOIN stored t USING (symbol, source, key) WHERE t.key IS NULL');
  const again = await ask(client, 'SELECT symbol, source, key, count(*) - 1 AS more FROM stored GROUP BY 1, 2, 3 HAVING count(*) > 1');
  const strange = await ask(client, 'SELECT t.* FROM stored t LEFT JOIN ledger l USING (symbol, source, key) WHERE l.key IS NULL');
  const altered = await ask(
    client,
    `SELECT l.symbol, l.source, l.key, l.at, l.price, l.size, min(t.occurred_at) AS is_at, min(t.price) AS is_price, min(t.size) AS is_size
     FROM ledger l JOIN stored t USING (symbol, source, key) GROUP BY 1, 2, 3, 4, 5, 6 HAVING NOT bool_or(${SAME})`,
  );
  const [counted] = await ask(client, 'SELECT count(*) AS n FROM stored');
  const named = Object.entries({ lost, again, strange, altered });
  return {
    sent: trades.length,
    stored: Number(counted?.['n']),
    lost: lost.length,
    doubled: again.reduce((sum, row) => sum + Number(row['more']), 0) + strange.length,
    altered: altered.length,
    examples: named.flatMap(([kind, found]) => found.slice(0, EXAMPLES).map((row) => `${kind} ${JSON.stringify(row)}`)),
  };
}

/** By how much a replay has moved the times of each source: one number for all of its trades. */
export type Shifts = Readonly<Record<string, number>>;

/** What most of the stored trades say; every other one is then found altered. */
export async function readShifts(client: pg.Client, trades: readonly LedgerEntry[]): Promise<Shifts> {
  const shifts: Record<string, number> = {};
  for (const [source, ofOne] of Map.groupBy(trades, (trade) => trade.source)) {
    const sample = ofOne.filter((_, index) => index % Math.ceil(ofOne.length / 2_000) === 0);
    const { rows } = await client.query(
      `SELECT mode() WITHIN GROUP (ORDER BY (extract(epoch FROM t.occurred_at) * 1000)::bigint - l.at) AS shift
       FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS l(symbol, key, at)
       JOIN market.trades t ON t.source = $1 AND t.symbol = l.symbol AND t.trade_key = l.key`,
      [source, ...(['symbol', 'key', 'at'] as const).map((name) => sample.map((trade) => trade[name]))],
    );
    shifts[source] = Number(rows[0]?.['shift'] ?? 0);
  }
  return shifts;
}

async function ask(client: pg.Client, text: string): Promise<Record<string, unknown>[]> {
  return (await client.query(text)).rows;
}
