import { type Logger, reasonOf } from '@marketgraph/service';
import type pg from 'pg';
import type { NewEntry } from '../entry.ts';
import type { FeedStep } from '../log.ts';
import type { AppendResult } from '../log-store.ts';
import { pause } from '../pause.ts';
import { openSession, SHORT_TIMEOUT_MS } from '../postgres/connection.ts';
import { Wake } from '../wake.ts';
import { createOutboxSchema, OUTBOX_CHANNEL } from './outbox-schema.ts';

const PAGE = 500;
const POLL_MS = 1_000;
/** Relayed rows are kept for so long: a Redis that loses its newest entries gets them again. */
const KEEP = '60 seconds';
/** Dropped at once: after a long time without Redis there may be a million, and a statement has little time. */
const DROPPED = 5_000;

const DROP = `DELETE FROM log.outbox WHERE id IN
  (SELECT id FROM log.outbox WHERE id <= $1 AND relayed_at < now() - interval '${KEEP}' ORDER BY id LIMIT $2)`;

export interface RelayTarget {
  append(entries: readonly NewEntry[], step: FeedStep): Promise<AppendResult>;
  feedPosition(feed: string): Promise<string | null>;
}

interface OutboxRow {
  id: string;
  partition: number;
  key: string;
  type: string;
  published_at: string;
  body: string;
}

/**
 * Takes committed rows to Redis, in the order of their commits and each once: the number of the last one is the position
 * of a feed, compared and set with the append, so neither a crash after it nor a second relay repeats a row.
 * All processes offer to relay; an advisory lock elects one.
 */
export class OutboxRelay {
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  readonly #prepared = Promise.withResolvers<void>();

  constructor(
    readonly url: string,
    readonly target: RelayTarget,
    readonly logger: Logger,
  ) {
    this.#done = this.#run();
  }

  /** Resolves after the first try to create the outbox: Postgres may be away when the process starts. */
  get prepared(): Promise<void> {
    return this.#prepared.promise;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const lost = new AbortController();
      let client: pg.Client | null = null;
      try {
        client = await openSession(this.url, 'outbox relay', () => lost.abort(), SHORT_TIMEOUT_MS);
        const feed = `outbox ${await createOutboxSchema(client)}`;
        this.#prepared.resolve();
        await this.#relay(client, feed, AbortSignal.any([signal, lost.signal]));
      } catch (error) {
        this.logger.warn('The outbox is not relayed; trying again.', { reason: reasonOf(error) });
      }
      this.#prepared.resolve();
      await client?.end().catch(() => undefined);
      await pause(POLL_MS, signal);
    }
  }

  async #relay(client: pg.Client, feed: string, ended: AbortSignal): Promise<void> {
    const wake = new Wake();
    while (!ended.aborted) {
      const { rows } = await client.query<{ elected: boolean }>(
        `SELECT pg_try_advisory_lock(hashtext('marketgraph outbox relay')) AS elected`,
      );
      if (rows[0]?.elected) break;
      await pause(POLL_MS, ended);
    }
    client.on('notification', () => wake.notify());
    await client.query(`LISTEN ${OUTBOX_CHANNEL}`);
    while (!ended.aborted) {
      const seen = wake.count;
      if (!(await this.#relayPage(client, feed))) await wake.wait(seen, POLL_MS, ended);
    }
  }

  /** True when there may be more. */
  async #relayPage(client: pg.Client, feed: string): Promise<boolean> {
    const expected = await this.target.feedPosition(feed);
    const { rows } = await client.query<OutboxRow>(
      'SELECT id, partition, key, type, published_at, body FROM log.outbox WHERE id > $1 ORDER BY id LIMIT $2',
      [expected ?? '0', PAGE],
    );
    const last = rows.at(-1);
    if (!last) {
      const { rowCount } = await client.query(DROP, [expected ?? '0', DROPPED]);
      return rowCount === DROPPED;
    }
    const entries = rows.map(({ published_at, ...row }) => ({ ...row, publishedAt: Number(published_at) }));
    const { appended } = await this.target.append(entries, { feed, expected, next: last.id });
    if (appended) await client.query('UPDATE log.outbox SET relayed_at = now() WHERE id <= $1 AND relayed_at IS NULL', [last.id]);
    return true;
  }
}
