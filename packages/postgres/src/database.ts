import type { Health, Logger } from '@marketgraph/service';
import type pg from 'pg';
import type { DataSource, DataSourceOptions, EntityTarget, MigrationInterface } from 'typeorm';

export interface DatabaseOptions {
  /** Any form that pg takes, a socket's folder as `?host=` included. */
  url: string;
  /** The schema of its owner: created when missing, and first in the search path. */
  schema: string;
  entities: readonly (EntityTarget<object> & (new () => object))[];
  /** Run in order of the timestamp that ends each class's name. */
  migrations: readonly (new () => MigrationInterface)[];
  logger: Logger;
  poolSize?: number;
}

/** One owner's schema: TypeORM for the model and ordinary reads, and the same pool for SQL in bulk. */
export interface Database {
  readonly dataSource: DataSource;
  readonly pool: pg.Pool;
  /** Commits when `work` returns, rolls back when it throws. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  health(): Health;
  close(): Promise<void>;
}

export type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;
