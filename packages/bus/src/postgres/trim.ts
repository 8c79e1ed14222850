import type pg from 'pg';

/** Where trimming ends: before the first entry that is young enough to be kept, or that a group still has to handle. */
const BOUND = `
  SELECT least(
    coalesce((SELECT position - 1 FROM log.entries WHERE partition = $1 AND position > t.position AND published_at >= $2 ORDER BY position LIMIT 1),
             (SELECT position FROM log.heads WHERE partition = $1)),
    (SELECT min(position) FROM log.group_positions WHERE partition = $1)
  ) AS bound FROM log.trimmed t WHERE t.partition = $1 FOR UPDATE`;

/** Partition by partition, each in one transaction: `trimmed` and what is really there never disagree. */
export async function trimEntries(pool: pg.Pool, partitions: number, before: number): Promise<number> {
  let dropped = 0;
  const client = await pool.connect();
  let broken = false;
  try {
    for (let partition = 0; partition < partitions; partition++) {
      await client.query('BEGIN');
      const { rows } = await client.query<{ bound: string }>(BOUND, [partition, before]);
      const bound = rows[0]?.bound ?? '0';
      await client.query('UPDATE log.trimmed SET position = greatest(position, $2) WHERE partition = $1', [partition, bound]);
      const result = await client.query('DELETE FROM log.entries WHERE partition = $1 AND position <= $2', [partition, bound]);
      await client.query('COMMIT');
      dropped += result.rowCount ?? 0;
    }
    return dropped;
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
