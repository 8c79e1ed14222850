import { type Logger, reasonOf } from '@marketgraph/service';
import pg from 'pg';
import type { Entry, NewEntry } from '../entry.ts';
import type { GroupSession } from '../groups/group-session.ts';
import type { FeedStep, LogPlace, RetiredGroup, Transaction } from '../log.ts';
import type { AppendResult, Era, LogStore, StoredLetter } from '../log-store.ts';
import type { Positions } from '../positions.ts';
import { Wake } from '../wake.ts';
import { appendThrough } from './append.ts';
import { deadLetters, replay } from './dead-letters.ts';
import { joinPostgresGroup } from './postgres-groups.ts';
import { trimEntries } from './trim.ts';
import { WakeListener } from './wake-listener.ts';

interface PositionRow {
  partition: number;
  position: string;
}

interface EntryRow extends PositionRow {
  published_at: string;
  type: string;
  body: string;
  only_for: string | null;
}

/** Entries, heads and positions are rows of schema `log`. */
export class PostgresStore implements LogStore {
  readonly wake = new Wake();
  readonly #listener: WakeListener;
  #fault: string | null = null;

  constructor(
    readonly url: string,
    readonly pool: pg.Pool,
    readonly partitions: number,
    readonly logEpoch: string,
    readonly logger: Logger,
  ) {
    this.#listener = new WakeListener(url, this.wake, logger);
  }

  era(): Era {
    return { epoch: this.logEpoch };
  }

  /** What is committed stays: no position is ever given twice. */
  kept({ epoch, positions }: LogPlace): Positions | null {
    return epoch === this.logEpoch ? positions : null;
  }

  append(entries: readonly NewEntry[], step?: FeedStep): Promise<AppendResult> {
    return appendThrough(this.#watched(), entries, step);
  }

  async appendIn(transaction: Transaction, entries: readonly NewEntry[]): Promise<void> {
    await appendThrough(transaction, entries);
  }

  async feedPosition(feed: string): Promise<string | null> {
    const rows = await this.#query<{ position: string }>('SELECT position FROM log.feed_positions WHERE feed = $1', [feed]);
    return rows[0]?.position ?? null;
  }

  async readEntries(after: readonly number[], limit: number): Promise<Entry[]> {
    const rows = await this.#query<EntryRow>(
      `SELECT e.partition, e.position, e.published_at, e.type, e.body, e.only_for FROM unnest($1::bigint[]) WITH ORDINALITY AS a(position, n)
       CROSS JOIN LATERAL (SELECT * FROM log.entries WHERE partition = a.n - 1 AND position > a.position ORDER BY position LIMIT $2) e
       ORDER BY e.partition, e.position`,
      [after, limit],
    );
    return rows.map(toEntry);
  }

  head(): Promise<number[]> {
    return this.#positions('SELECT partition, position FROM log.heads ORDER BY partition');
  }

  oldest(): Promise<number[]> {
    return this.#positions('SELECT partition, position FROM log.trimmed ORDER BY partition');
  }

  async groupPositions(group: string): Promise<number[] | null> {
    const positions = await this.#positions(
      'SELECT partition, position FROM log.group_positions WHERE group_name = $1 ORDER BY partition',
      [group],
    );
    return positions.length === 0 ? null : positions;
  }

  trim(before: number): Promise<number> {
    return trimEntries(this.pool, this.partitions, before);
  }

  deadLetters(group: string | null, after: string | null, limit: number): Promise<StoredLetter[]> {
    return deadLetters(this.#watched(), group, after, limit);
  }

  replay(group: string, ids: readonly string[], publishedAt: number): Promise<number> {
    return replay(this.#watched(), group, ids, publishedAt);
  }

  async touchGroup(group: string, at: number): Promise<void> {
    await this.#query('INSERT INTO log.groups VALUES ($1, $2) ON CONFLICT (group_name) DO UPDATE SET used_at = excluded.used_at', [
      group,
      at,
    ]);
  }

  async retireGroups(unusedSince: number): Promise<RetiredGroup[]> {
    const rows = await this.#query<{ group_name: string; unhandled: string }>('SELECT * FROM log.retire_groups($1)', [unusedSince]);
    return rows.map(({ group_name, unhandled }) => ({ group: group_name, unhandled: Number(unhandled) }));
  }

  async joinGroup(group: string, start: 'oldest' | 'newest'): Promise<GroupSession> {
    const from = start === 'oldest' ? 'trimmed' : 'heads';
    await this.#query(`INSERT INTO log.group_positions SELECT $1, partition, position FROM log.${from} ON CONFLICT DO NOTHING`, [group]);
    return joinPostgresGroup(this, group);
  }

  health(): { healthy: boolean; detail?: string } {
    return this.#fault === null ? { healthy: true } : { healthy: false, detail: this.#fault };
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await this.pool.end();
  }

  #positions(text: string, values: unknown[] = []): Promise<number[]> {
    return this.#query<PositionRow>(text, values).then((rows) => rows.map((row) => Number(row.position)));
  }

  async #query<R>(text: string, values: unknown[]): Promise<R[]> {
    const { rows } = await this.#watched().query(text, values);
    return rows as R[];
  }

  /** The pool, with an eye on whether the last statement went through. */
  #watched(): Transaction {
    return {
      query: async (text, values) => {
        try {
          const result = await this.pool.query(text, values);
          this.#fault = null;
          return result;
        } catch (error) {
          this.#fault = reasonOf(error);
          throw error;
        }
      },
    };
  }
}

function toEntry({ partition, position, published_at, type, body, only_for }: EntryRow): Entry {
  const entry = { partition, position: Number(position), publishedAt: Number(published_at), type, body };
  return only_for === null ? entry : { ...entry, onlyFor: only_for };
}
