import { testDatabase } from '@marketgraph/test-kit';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BinaryRows } from '../src/binary-rows.ts';
import { copyBinary } from '../src/copy-binary.ts';

const columns = ['id', 'key', 'at', 'price', 'note'];
const ticks = { table: 'ticks', columns };
let database: Awaited<ReturnType<typeof testDatabase>>;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('CREATE TABLE ticks (id integer PRIMARY KEY, key bigint, at timestamptz, price numeric, note text)');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const digit = fc.integer({ min: 0, max: 9 }).map(String);
const decimal = fc
  .tuple(fc.constantFrom('', '-'), fc.array(digit, { minLength: 1, maxLength: 30 }), fc.array(digit, { maxLength: 18 }))
  .map(([sign, whole, rest]) => `${sign}${whole.join('')}${rest.length > 0 ? '.' : ''}${rest.join('')}`);

describe('binary COPY', () => {
  it('stores what text would have stored', async () => {
    const row = fc.record({
      key: fc.maxSafeInteger(),
      at: fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000 }),
      price: decimal,
      note: fc.option(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''))),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (given) => {
        await client.query('TRUNCATE ticks');
        const rows = new BinaryRows();
        for (const [id, one] of given.entries()) add(rows, { ...one, id });
        await copyBinary(client, ticks, [rows.finish()]);
        const stored = await client.query(`
          SELECT key::text, round(extract(epoch FROM at) * 1000)::float8 AS at, price::text, note FROM ticks ORDER BY id`);
        const meant = await client.query('SELECT t.price::numeric::text AS price FROM unnest($1::text[]) AS t(price)', [
          given.map(({ price }) => price),
        ]);
        expect(stored.rows).toEqual(given.map(({ key, at, note }, id) => ({ key: String(key), at, price: meant.rows[id].price, note })));
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the connection usable when a row is refused in the middle of much more than a socket holds', async () => {
    await client.query('TRUNCATE ticks');
    const rows = new BinaryRows();
    for (let id = 0; id < 200_000; id++) add(rows, { id: id % 199_000, key: id, at: id, price: '1.5', note: 'twice' });
    await client.query('BEGIN');
    await expect(copyBinary(client, ticks, [rows.finish()])).rejects.toMatchObject({ code: '23505' });
    await client.query('ROLLBACK');
    expect((await client.query('SELECT count(*)::integer AS count FROM ticks')).rows).toEqual([{ count: 0 }]);
  });

  it('leaves the connection usable when the very first row is refused', async () => {
    await client.query('TRUNCATE ticks');
    await client.query('INSERT INTO ticks (id) VALUES (0)');
    for (let times = 0; times < 5; times++) {
      const rows = new BinaryRows();
      for (let id = 0; id < 50_000; id++) add(rows, { id, key: id, at: id, price: '1.5', note: 'x'.repeat(100) });
      await expect(copyBinary(client, ticks, [rows.finish()])).rejects.toMatchObject({ code: '23505' });
    }
    expect((await client.query('SELECT count(*)::integer AS count FROM ticks')).rows).toEqual([{ count: 1 }]);
  });

  it('takes pieces as they are made, and makes no more of them once a row is refused', async () => {
    await client.query('TRUNCATE ticks');
    let made = 0;
    let sent = 0;
    function* pieces(ids: readonly number[]) {
      const rows = new BinaryRows();
      for (const id of ids) {
        add(rows, { id, key: id, at: id, price: '1.5', note: null });
        made++;
        yield rows.take();
      }
      yield rows.finish();
    }
    await copyBinary(client, ticks, pieces([1, 2, 3]), () => sent++);
    expect(sent).toBe(1);
    const repeated = Array.from({ length: 100_000 }, (_, index) => index);
    await expect(copyBinary(client, ticks, pieces(repeated), () => sent++)).rejects.toMatchObject({ code: '23505' });
    expect(made).toBeLessThan(100_000);
    expect(sent).toBe(1);
    expect((await client.query('SELECT count(*)::integer AS count FROM ticks')).rows).toEqual([{ count: 3 }]);
  });

  it('fails when the connection breaks', async () => {
    const other = new pg.Client({ connectionString: database.url });
    other.on('error', () => undefined);
    await other.connect();
    const pid = (await other.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
    await other.query('BEGIN');
    await client.query('BEGIN');
    await client.query('LOCK TABLE ticks');
    const rows = new BinaryRows();
    add(rows, { id: 7, key: 7, at: 7, price: '7', note: null });
    const copying = expect(copyBinary(other, ticks, [rows.finish()])).rejects.toThrow();
    await client.query('SELECT pg_terminate_backend($1)', [pid]);
    await copying;
    await client.query('ROLLBACK');
  });
});

function add(rows: BinaryRows, { id, key, at, price, note }: { id: number; key: number; at: number; price: string; note: string | null }) {
  rows.row(columns.length);
  rows.int4(id);
  rows.int8(key);
  rows.timestamptz(at);
  rows.numeric(price);
  rows.text(note);
}
