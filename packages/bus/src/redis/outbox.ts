import type { NewEntry } from '../entry.ts';
import type { Transaction } from '../log.ts';

const ENQUEUE = 'SELECT log.enqueue($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[])';

/** Writes events where the relay finds them once the transaction has committed. */
export async function enqueue(transaction: Transaction, entries: readonly NewEntry[]): Promise<void> {
  await transaction.query(ENQUEUE, [
    entries.map((entry) => entry.partition),
    entries.map((entry) => entry.key),
    entries.map((entry) => entry.type),
    entries.map((entry) => entry.body),
    entries.map((entry) => entry.publishedAt),
  ]);
}
