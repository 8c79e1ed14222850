import type pg from 'pg';

/** In pieces, so that no statement takes long. */
const PIECE = 5_000;

/** Where trimming ends: before the first entry that is young enough to be kept, or that a group still has to handle. */
const BOUND = `
  SELECT t.position AS trimmed, least(
    t.position + ${PIECE},
    coalesce((SELECT position - 1 FROM log.entries WHERE partition = $1 AND position > t.position AND published_at >= $2 ORDER BY position LIMIT 1),
             (SELECT position FROM log.heads WHERE partition = $1)),
    (SELECT min(position) FROM log.group_positions WHERE partition = $1)
  ) AS bound FROM log.trimmed t WHERE t.partition = $1 FOR UPDATE`;

export async function trimEntries(pool: pg.Pool, partitions: number, before: number): Promise<number> {
  let dropped = 0;
  for (let partition = 0; partition < partitions; partition++) {
    for (let piece = PIECE; piece === PIECE; dropped += piece) piece = await trimPiece(pool, partition, before);
  }
  return dropped;
}

/** One transaction, so that `trimmed` and what is really there never disagree. */
async function trimPiece(pool: pg.Pool, partition: number, before: number): Promise<number> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ trimmed: string; bound: string }>(BOUND, [partition, before]);
    const [from, to] = [Number(rows[0]?.trimmed ?? 0), Number(rows[0]?.bound ?? 0)];
    if (to > from) {
      await client.query('DELETE FROM log.entries WHERE partition = $1 AND position <= $2', [partition, to]);
      await client.query('UPDATE log.trimmed SET position = $2 WHERE partition = $1', [partition, to]);
    }
    await client.query('COMMIT');
    return Math.max(0, to - from);
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
