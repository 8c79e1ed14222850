import { randomUUID } from 'node:crypto';
import { Fault } from '@marketgraph/service';
import type { PoolClient } from 'pg';

export const CHANNEL = 'marketgraph_log';

/**
 * Positions come from head rows that stay locked until commit: whoever sees an entry sees all before it. The feed's
 * step comes first, so that a mismatch locks no head, and heads are locked in the order of partitions, so that two
 * appenders never wait for each other.
 */
const STATEMENTS = `
CREATE SCHEMA IF NOT EXISTS log;
CREATE TABLE IF NOT EXISTS log.meta (epoch text NOT NULL, partitions int NOT NULL);
CREATE TABLE IF NOT EXISTS log.heads (partition int PRIMARY KEY, position bigint NOT NULL);
CREATE TABLE IF NOT EXISTS log.trimmed (partition int PRIMARY KEY, position bigint NOT NULL);
CREATE TABLE IF NOT EXISTS log.entries (
  partition int NOT NULL, position bigint NOT NULL, published_at bigint NOT NULL, key text NOT NULL, type text NOT NULL, body text NOT NULL,
  PRIMARY KEY (partition, position)
);
CREATE TABLE IF NOT EXISTS log.group_positions (group_name text NOT NULL, partition int NOT NULL, position bigint NOT NULL, PRIMARY KEY (group_name, partition));
CREATE TABLE IF NOT EXISTS log.groups (group_name text PRIMARY KEY, used_at bigint NOT NULL);
INSERT INTO log.groups SELECT DISTINCT group_name, (extract(epoch FROM now()) * 1000)::bigint FROM log.group_positions ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS log.feed_positions (feed text PRIMARY KEY, position text NOT NULL);
CREATE TABLE IF NOT EXISTS log.dead_letters (
  group_name text NOT NULL, partition int NOT NULL, position bigint NOT NULL, reason text NOT NULL, body text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (group_name, partition, position)
);
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'log' AND table_name = 'dead_letters' AND column_name = 'id') THEN
    ALTER TABLE log.dead_letters ADD COLUMN id bigserial UNIQUE, ADD COLUMN type text NOT NULL DEFAULT '';
    ALTER TABLE log.entries ADD COLUMN only_for text;
  END IF;
END $$;
CREATE OR REPLACE FUNCTION log.append(
  a_partitions int[], a_keys text[], a_types text[], a_bodies text[], a_published bigint[], a_feed text, a_expected text, a_next text
) RETURNS TABLE (appended boolean, feed_position text) LANGUAGE plpgsql AS $$
DECLARE
  part record;
  base bigint;
BEGIN
  IF a_feed IS NOT NULL THEN
    IF a_expected IS NULL THEN
      INSERT INTO log.feed_positions VALUES (a_feed, a_next) ON CONFLICT DO NOTHING;
    ELSE
      UPDATE log.feed_positions SET position = a_next WHERE feed = a_feed AND position = a_expected;
    END IF;
    IF NOT FOUND THEN
      RETURN QUERY SELECT false, (SELECT position FROM log.feed_positions WHERE feed = a_feed);
      RETURN;
    END IF;
  END IF;
  FOR part IN SELECT p AS number, count(*) AS entries FROM unnest(a_partitions) p GROUP BY p ORDER BY p LOOP
    UPDATE log.heads SET position = position + part.entries WHERE partition = part.number RETURNING position - part.entries INTO STRICT base;
    INSERT INTO log.entries (partition, position, published_at, key, type, body)
      SELECT part.number, base + row_number() OVER (ORDER BY given.n), given.published, given.key, given.type, given.body
      FROM unnest(a_partitions, a_keys, a_types, a_bodies, a_published) WITH ORDINALITY AS given(partition, key, type, body, published, n)
      WHERE given.partition = part.number;
  END LOOP;
  IF cardinality(a_partitions) > 0 THEN
    PERFORM pg_notify('${CHANNEL}', '');
  END IF;
  RETURN QUERY SELECT true, a_next;
END $$;
CREATE OR REPLACE FUNCTION log.replay(a_group text, a_ids bigint[], a_published bigint) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  letter log.dead_letters;
  head bigint;
  replayed int := 0;
BEGIN
  FOR letter IN SELECT * FROM log.dead_letters WHERE group_name = a_group AND id = ANY(a_ids) ORDER BY partition, id FOR UPDATE LOOP
    UPDATE log.heads SET position = position + 1 WHERE partition = letter.partition RETURNING position INTO STRICT head;
    INSERT INTO log.entries (partition, position, published_at, key, type, body, only_for)
      VALUES (letter.partition, head, a_published, '', letter.type, letter.body, a_group);
    DELETE FROM log.dead_letters WHERE id = letter.id;
    replayed := replayed + 1;
  END LOOP;
  PERFORM pg_notify('${CHANNEL}', '');
  RETURN replayed;
END $$;
CREATE OR REPLACE FUNCTION log.retire_groups(a_unused_since bigint) RETURNS TABLE (group_name text, unhandled bigint) LANGUAGE sql AS $$
  WITH retired AS (DELETE FROM log.groups WHERE used_at < a_unused_since RETURNING group_name),
  positions AS (DELETE FROM log.group_positions p USING retired WHERE p.group_name = retired.group_name RETURNING p.*)
  SELECT positions.group_name, sum(heads.position - positions.position)::bigint
  FROM positions JOIN log.heads USING (partition) GROUP BY positions.group_name
$$;
`;

/** Creates what is missing, one process at a time, and answers the log's epoch. */
export async function createLogSchema(client: PoolClient, partitions: number): Promise<string> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('marketgraph log schema'))`);
    await client.query(STATEMENTS);
    await client.query('INSERT INTO log.meta (epoch, partitions) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM log.meta)', [
      randomUUID(),
      partitions,
    ]);
    for (const table of ['heads', 'trimmed']) {
      await client.query(`INSERT INTO log.${table} SELECT p, 0 FROM generate_series(0, $1::int - 1) p ON CONFLICT DO NOTHING`, [
        partitions,
      ]);
    }
    const { rows } = await client.query<{ epoch: string; partitions: number }>('SELECT epoch, partitions FROM log.meta');
    const meta = rows[0];
    if (meta?.partitions !== partitions) {
      throw new Fault(
        'LOG_PARTITIONS_FIXED',
        `The log was created with ${meta?.partitions} partitions and cannot be opened with ${partitions}.`,
        false,
      );
    }
    await client.query('COMMIT');
    return meta.epoch;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
