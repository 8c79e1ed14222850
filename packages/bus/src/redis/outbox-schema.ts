import { randomUUID } from 'node:crypto';
import type pg from 'pg';

export const OUTBOX_CHANNEL = 'marketgraph_outbox';

/**
 * Numbers of a sequence are taken before commit, so a number may become visible after a greater one, and a relay that has
 * passed it would never send it. Therefore whoever enqueues first takes a lock that it keeps until its commit:
 * numbers are given out, and become visible, in the order of commits.
 */
const STATEMENTS = `
CREATE SCHEMA IF NOT EXISTS log;
CREATE TABLE IF NOT EXISTS log.outbox_identity (id text NOT NULL);
CREATE TABLE IF NOT EXISTS log.outbox (
  id bigserial PRIMARY KEY, partition int NOT NULL, key text NOT NULL, type text NOT NULL, published_at bigint NOT NULL, body text NOT NULL,
  relayed_at timestamptz
);
CREATE OR REPLACE FUNCTION log.enqueue(a_partitions int[], a_keys text[], a_types text[], a_bodies text[], a_published bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('marketgraph outbox order'));
  INSERT INTO log.outbox (partition, key, type, published_at, body)
    SELECT given.partition, given.key, given.type, given.published, given.body
    FROM unnest(a_partitions, a_keys, a_types, a_bodies, a_published) WITH ORDINALITY AS given(partition, key, type, body, published, n)
    ORDER BY given.n;
  PERFORM pg_notify('${OUTBOX_CHANNEL}', '');
END $$;
`;

/** Creates what is missing and answers the outbox's identity: the numbers of another database's outbox mean nothing. */
export async function createOutboxSchema(client: pg.Client): Promise<string> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('marketgraph log schema'))`);
    await client.query(STATEMENTS);
    await client.query('INSERT INTO log.outbox_identity SELECT $1 WHERE NOT EXISTS (SELECT FROM log.outbox_identity)', [randomUUID()]);
    const { rows } = await client.query<{ id: string }>('SELECT id FROM log.outbox_identity');
    await client.query('COMMIT');
    return rows[0]?.id ?? '';
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
