import type { Transaction } from '../log.ts';
import type { StoredLetter } from '../log-store.ts';

interface LetterRow {
  id: string;
  group_name: string;
  partition: number;
  position: string;
  type: string;
  reason: string;
  at: Date;
  body: string;
}

/** A text that is no id names no letter. */
const isId = (text: string) => /^\d{1,18}$/.test(text);

const LETTERS = `
  SELECT id, group_name, partition, position, type, reason, at, body FROM log.dead_letters
  WHERE ($1::text IS NULL OR group_name = $1) AND id > $2 ORDER BY id LIMIT $3`;

export async function deadLetters(sql: Transaction, group: string | null, after: string | null, limit: number): Promise<StoredLetter[]> {
  const { rows } = await sql.query(LETTERS, [group, after !== null && isId(after) ? after : '0', limit]);
  return (rows as LetterRow[]).map(({ group_name, position, at, ...row }) => ({
    ...row,
    group: group_name,
    position: Number(position),
    at: at.getTime(),
  }));
}

/** One statement, so that a letter is never both in the log and with the dead letters. */
export async function replay(sql: Transaction, group: string, ids: readonly string[], publishedAt: number): Promise<number> {
  const { rows } = await sql.query('SELECT log.replay($1, $2::bigint[], $3) AS replayed', [group, ids.filter(isId), publishedAt]);
  return (rows as { replayed: number }[])[0]?.replayed ?? 0;
}
