import type { NewEntry } from '../entry.ts';
import type { FeedStep, Transaction } from '../log.ts';
import type { AppendResult } from '../log-store.ts';

const APPEND = 'SELECT appended, feed_position FROM log.append($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6, $7, $8)';

export async function appendThrough(transaction: Transaction, entries: readonly NewEntry[], step?: FeedStep): Promise<AppendResult> {
  const { rows } = await transaction.query(APPEND, [
    entries.map((entry) => entry.partition),
    entries.map((entry) => entry.key),
    entries.map((entry) => entry.type),
    entries.map((entry) => entry.body),
    entries.map((entry) => entry.publishedAt),
    step?.feed ?? null,
    step?.expected ?? null,
    step?.next ?? null,
  ]);
  const [row] = rows as { appended: boolean; feed_position: string | null }[];
  return { appended: row?.appended ?? false, feedPosition: row?.feed_position ?? null };
}
