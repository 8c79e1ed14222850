import type { Sql } from '../storage/sql.ts';

/** What every step needs of the database: everything that one batch causes commits together. */
export interface Transactions {
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}
