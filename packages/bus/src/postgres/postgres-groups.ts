import { Fault } from '@marketgraph/service';
import pg from 'pg';
import type { Entry } from '../entry.ts';
import type { Muster } from '../groups/fair-share.ts';
import type { ClaimedPartition, GroupSession } from '../groups/group-session.ts';
import type { Transaction } from '../log.ts';
import { hashOf } from '../partition-of.ts';
import { at } from '../positions.ts';
import { openSession } from './connection.ts';

/** Beside the partitions' numbers: the lock that every consumer of a group shares, which makes them countable. */
const MEMBERS = 1_000_000;

const moving = (from: string) =>
  `UPDATE log.group_positions SET position = $4${from} WHERE group_name = $1 AND partition = $2 AND position = $3 RETURNING 1`;
const MOVE = moving('');
/**
 * Where nothing else is written: one statement, which is its own transaction, so that the setting holds for its commit. It does not wait for
 * the disk: an acknowledgement that a crash loses makes a redelivery, which is allowed.
 */
const MOVE_LAZILY = moving(` FROM (SELECT set_config('synchronous_commit', 'off', true)) AS setting`);

export interface GroupTables {
  readonly url: string;
  readonly pool: pg.Pool;
  readEntries(after: readonly number[], limit: number): Promise<Entry[]>;
  groupPositions(group: string): Promise<number[] | null>;
}

/**
 * A consumer's session: advisory locks on a connection of its own say which partitions are its, and end with it.
 * What it acknowledges goes through `pool`, fenced by the position that was read.
 */
export async function joinPostgresGroup(tables: GroupTables, group: string): Promise<GroupSession> {
  const lost = new AbortController();
  const client = await openSession(tables.url, `log group ${group}`, () => lost.abort());
  const lockClass = hashOf(`marketgraph log ${group}`) & 0x7fffffff;
  try {
    await client.query('SELECT pg_advisory_lock_shared($1, $2)', [lockClass, MEMBERS]);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  // Partitions are given back at the same time, but a connection takes one statement after the other.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    lost: lost.signal,
    muster: () =>
      inTurn(() => muster(client, lockClass)).catch((error) => {
        lost.abort();
        throw error;
      }),
    claim: async (partition) => {
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS held', [lockClass, partition]);
      if (!rows[0]?.held) return null;
      return claimedPartition(tables, group, partition, async () => {
        if (!lost.signal.aborted) await inTurn(() => client.query('SELECT pg_advisory_unlock($1, $2)', [lockClass, partition]));
      });
    },
    leave: () => client.end(),
  };
}

async function muster(client: pg.Client, lockClass: number): Promise<Muster> {
  const { rows } = await client.query<Muster>(
    `SELECT count(*)::int AS living, (count(*) FILTER (WHERE pid < pg_backend_pid()))::int AS before FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock' AND classid = $1::oid AND objid = $2::oid
     AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [lockClass, MEMBERS],
  );
  return rows[0] ?? { living: 1, before: 0 };
}

function claimedPartition(tables: GroupTables, group: string, partition: number, release: () => Promise<void>): ClaimedPartition {
  const { pool } = tables;
  let position = 0;
  /** False where only the table knows how far the group has come. */
  let known = false;
  const stored = async () => at((await tables.groupPositions(group)) ?? [], partition);
  const moveTo = async (transaction: Transaction, to: number, statement = MOVE) => {
    const { rows } = await transaction.query(statement, [group, partition, position, to]);
    if (rows.length === 0) throw new Fault('LOG_PARTITION_TAKEN', `Another consumer of ${group} has handled these entries.`, true);
  };
  const refresh = async () => {
    if (!known) position = await stored();
    known = true;
  };
  const lastOf = (entries: readonly Entry[]) => entries.at(-1)?.position ?? position;
  return {
    partition,
    positions: async () => (await tables.groupPositions(group)) ?? [],
    read: async (limit) => {
      await refresh();
      return readOne(tables, partition, position, limit);
    },
    rewind: async () => {
      known = false;
    },
    acknowledge: async (entries) => {
      await moveTo(pool, lastOf(entries), MOVE_LAZILY);
      position = lastOf(entries);
    },
    acknowledgeIn: async (transaction, entries) => {
      await moveTo(transaction, lastOf(entries));
      // Whether it commits is not known here, and it may be tried again: the next read asks the table.
      known = false;
      return true;
    },
    bury: async (entry, reason) => {
      await refresh();
      await inTransaction(pool, async (client) => {
        await client.query(
          'INSERT INTO log.dead_letters (group_name, partition, position, type, reason, body) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
          [group, partition, entry.position, entry.type, reason, entry.body],
        );
        await moveTo(client, entry.position);
      });
    },
    release,
  };
}

function readOne(tables: GroupTables, partition: number, position: number, limit: number): Promise<Entry[]> {
  const after = Array.from({ length: partition + 1 }, (_, index) => (index === partition ? position : Number.MAX_SAFE_INTEGER));
  return tables.readEntries(after, limit);
}

async function inTransaction(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
