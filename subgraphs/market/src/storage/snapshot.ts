import type { Sql } from './sql.ts';

interface Transactions {
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/**
 * Reads of one moment: ticks, counts and candles change in the same transactions, so they agree in it however much is recorded
 * meanwhile. It locks nothing.
 */
export function inSnapshot<T>(database: Transactions, read: (sql: Sql) => Promise<T>): Promise<T> {
  return database.transaction(async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return read(sql);
  });
}
