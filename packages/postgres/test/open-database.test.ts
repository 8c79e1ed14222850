import 'reflect-metadata';
import { silentLogger } from '@marketgraph/service';
import { type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import { Column, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyRows, type Database, insertRows, openDatabase } from '../src/index.ts';

class NoteRow {
  id!: number;
  text!: string | null;
}
// The compiler of the test runner knows decorators only below src.
Entity('notes')(NoteRow);
PrimaryColumn({ type: 'integer' })(NoteRow.prototype, 'id');
Column({ type: 'text', nullable: true })(NoteRow.prototype, 'text');

class CreateNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (id integer PRIMARY KEY, text text)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notes');
  }
}

const options = (url: string) => ({
  url,
  schema: 'diary',
  entities: [NoteRow],
  migrations: [CreateNotes1700000000000],
  logger: silentLogger,
});

describe('openDatabase', () => {
  let place: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    place = await testDatabase();
    database = await openDatabase(options(place.url));
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  it('creates the schema and runs the migrations in it', async () => {
    const { rows } = await database.pool.query(
      "SELECT schemaname FROM pg_tables WHERE tablename IN ('notes', 'migrations') ORDER BY tablename",
    );
    expect(rows).toEqual([{ schemaname: 'diary' }, { schemaname: 'diary' }]);
  });

  it('lets several processes start at once', async () => {
    const fresh = await testDatabase();
    const all = await Promise.all(Array.from({ length: 4 }, () => openDatabase(options(fresh.url))));
    const { rows } = await (all[0] ?? database).pool.query('SELECT count(*)::int AS count FROM migrations');
    expect(rows).toEqual([{ count: 1 }]);
    await Promise.all(all.map((one) => one.close()));
    await fresh.drop();
  });

  it('reads through TypeORM what was copied through the pool', async () => {
    const odd = 'tab\t newline\n return\r backslash \\N quote " and 漢字';
    const count = await database.transaction((client) =>
      copyRows(
        client,
        'diary.notes',
        ['id', 'text'],
        [
          [1, odd],
          [2, null],
          [3, ''],
        ],
      ),
    );
    expect(count).toBe(3);
    expect(await database.dataSource.getRepository(NoteRow).find({ order: { id: 'ASC' } })).toEqual([
      { id: 1, text: odd },
      { id: 2, text: null },
      { id: 3, text: '' },
    ]);
  });

  it('tells which rows were really inserted', async () => {
    const insert = (rows: NoteRow[]) =>
      insertRows<NoteRow, { id: number }>(database.pool, {
        table: 'diary.notes',
        columns: { id: 'integer', text: 'text' },
        rows,
        conflict: 'DO NOTHING',
        returning: 'id',
      });
    expect(
      await insert([
        { id: 10, text: 'a, "b" {c}' },
        { id: 11, text: null },
      ]),
    ).toEqual([{ id: 10 }, { id: 11 }]);
    expect(
      await insert([
        { id: 11, text: 'again' },
        { id: 12, text: 'new' },
      ]),
    ).toEqual([{ id: 12 }]);
    expect(await insert([])).toEqual([]);
  });

  it('rolls back when the work throws', async () => {
    const work = database.transaction(async (client) => {
      await client.query("INSERT INTO notes VALUES (100, 'lost')");
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await database.dataSource.getRepository(NoteRow).countBy({ id: 100 })).toBe(0);
  });

  it('goes on after the server has cut its connections', async () => {
    await database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('says what to check when the database does not exist', async () => {
    const url = new URL(place.url);
    url.pathname = '/nowhere';
    await expect(openDatabase(options(url.href))).rejects.toThrow(/"nowhere" does not exist.*Check DATABASE_URL/);
  });
});
