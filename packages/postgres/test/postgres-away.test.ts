import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultOf, type Logger, silentLogger } from '@marketgraph/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type EmbeddedPostgres, openDatabase, startEmbeddedPostgres } from '../src/index.ts';

describe('a database that is away', () => {
  let dataDir: string;
  let postgres: EmbeddedPostgres;
  const start = () => startEmbeddedPostgres({ dataDir, logger: silentLogger, settings: { fsync: 'off' } });
  const open = (logger: Logger = silentLogger) =>
    openDatabase({ url: postgres.url, schema: 'diary', entities: [], migrations: [], logger });

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'away-'));
    postgres = await start();
  });
  afterAll(async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is waited for by a process that starts first', async () => {
    await postgres.stop();
    let complain: (sentence: string) => void = () => undefined;
    const complained = new Promise<string>((resolve) => {
      complain = resolve;
    });
    const opening = open({ ...silentLogger, warn: (sentence) => complain(sentence) });
    expect(await complained).toBe('Postgres does not answer; trying again.');
    postgres = await start();
    const database = await opening;
    expect((await database.pool.query('SELECT current_schema() AS schema')).rows).toEqual([{ schema: 'diary' }]);
    await database.close();
  });

  it('fails the calls meanwhile and answers again when it is back', async () => {
    const database: Database = await open();
    await postgres.stop();
    const failures = await Promise.allSettled([
      database.pool.query('SELECT 1'),
      database.transaction(async () => 1),
      database.dataSource.query('SELECT 1'),
    ]);
    const codes = failures.map((failure) => failure.status === 'rejected' && faultOf(failure.reason)?.code);
    expect(codes).toEqual(['DATABASE_AWAY', 'DATABASE_AWAY', 'DATABASE_AWAY']);
    postgres = await start();
    await expect(database.transaction(async (client) => (await client.query('SELECT 1 AS one')).rows)).resolves.toEqual([{ one: 1 }]);
    await database.close();
  });
});
