import { reasonOf } from '@marketgraph/service';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { isAway } from './away.ts';
import type { DatabaseOptions } from './database.ts';
import { postgresFault } from './faults.ts';
import type { LinkWatch } from './link-watch.ts';

/** Any number that nobody else locks; the second number of the lock is made of the schema's name. */
const MIGRATIONS = 0x6d696772;

/** Of several processes that start at once, one creates and migrates; the others wait and find nothing left to do. */
export async function migrate(options: DatabaseOptions, dataSource: DataSource, links: LinkWatch): Promise<void> {
  const keeper = new pg.Client({
    connectionString: options.url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'marketgraph migrations',
  });
  keeper.on('error', () => undefined);
  links.follow(keeper);
  await keeper.connect();
  try {
    await keeper.query('SELECT pg_advisory_lock($1, hashtext($2))', [MIGRATIONS, options.schema]);
    await keeper.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(options.schema)}`);
    await dataSource.initialize();
    if (options.migrations.length > 0) await runMigrations(options, dataSource);
  } finally {
    await keeper.end().catch(() => undefined);
  }
}

async function runMigrations({ schema, logger }: DatabaseOptions, dataSource: DataSource): Promise<void> {
  try {
    const done = await dataSource.runMigrations({ transaction: 'each' });
    if (done.length > 0) logger.info(`Migrated schema ${schema}.`, { migrations: done.map(({ name }) => name) });
  } catch (error) {
    if (isAway(error)) throw error;
    throw postgresFault('MIGRATION_FAILED', `Schema ${schema} could not be migrated: ${reasonOf(error)}`, error);
  }
}
