import { randomUUID } from 'node:crypto';
import { type Clock, type Logger, reasonOf, withoutDeadline } from '@marketgraph/service';
import type { PgBoss } from 'pg-boss';
import type { FetchQueue } from '../domain/fetch-requests.ts';

/** Its tables are its own. */
const SCHEMA = 'market_jobs';
const MINUTE_S = 60;
const HOUR_S = 3_600;
/** A queue out of reach has a fault with each look at it. */
const TELL_EVERY_MS = 60_000;

export interface FetchJobsOptions {
  readonly database: { readonly pool: Queryable; transaction<T>(work: (sql: Queryable) => Promise<T>): Promise<T> };
  /** How often old jobs are removed, and those whose worker has vanished are handed over again. */
  readonly tidyEverySeconds?: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

interface FetchJob {
  readonly symbol: string;
}

/**
 * Requests to fetch now, as jobs in Postgres: one queue for each feed, which only the process that leads the feed takes from. Nothing is
 * started, nor any table made, before the first request or the first feed that polls.
 */
export class FetchJobs implements FetchQueue {
  #started: Promise<PgBoss> | null = null;
  readonly #queues = new Set<string>();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(readonly options: FetchJobsOptions) {}

  async add(feed: string, symbols: readonly string[]): Promise<readonly string[]> {
    const boss = await this.#boss();
    const queue = await this.#queueOf(boss, feed);
    const jobs = symbols.map((symbol) => ({ id: randomUUID(), data: { symbol }, singletonKey: symbol, singletonSeconds: MINUTE_S }));
    const taken = new Set(await boss.insert(queue, jobs, { returnId: true }));
    return jobs.filter(({ id }) => taken.has(id)).map(({ data }) => data.symbol);
  }

  /** Hands over what the feed is asked for, until the signal aborts. What fails is tried again. */
  async work(feed: string, signal: AbortSignal, handle: (symbols: readonly string[]) => Promise<void>): Promise<void> {
    const boss = await this.#boss();
    const queue = await this.#queueOf(boss, feed);
    const options = { batchSize: 500, pollingIntervalSeconds: 1 };
    const id = await boss.work<FetchJob>(queue, options, (jobs) => handle(jobs.map(({ data }) => data.symbol)));
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await boss.offWork(queue, { id, wait: true });
  }

  async stop(): Promise<void> {
    const boss = await this.#started?.catch(() => null);
    this.#started = null;
    await boss?.stop({ close: false, graceful: true, timeout: 2_000 });
  }

  #boss(): Promise<PgBoss> {
    // Its own work goes on after the request that happened to begin it.
    this.#started ??= withoutDeadline(() => this.#start()).catch((error: unknown) => {
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  async #start(): Promise<PgBoss> {
    const { database, tidyEverySeconds = MINUTE_S } = this.options;
    // Its libraries are read as late: most processes never need them.
    const { PgBoss: Boss } = await import('pg-boss');
    // The pool's answer as it is: of several statements in one text it is several.
    const db = { executeSql: (text: string, values?: unknown[]) => database.pool.query(text, values) };
    const tidying = { superviseIntervalSeconds: tidyEverySeconds, monitorIntervalSeconds: tidyEverySeconds };
    const boss = new Boss({ db, schema: SCHEMA, schedule: false, monitorVacuum: false, ...tidying });
    boss.on('error', (error) => this.#tell(error));
    // Two that make the schema at once would meet in it.
    return database.transaction(async (sql) => {
      await sql.query(`SELECT pg_advisory_xact_lock(hashtext('${SCHEMA}'))`);
      return boss.start();
    });
  }

  #tell(error: unknown): void {
    const { clock, logger } = this.options;
    if (clock.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = clock.now();
    logger.warn('The queue of requests to fetch has a fault.', { reason: reasonOf(error) });
  }

  async #queueOf(boss: PgBoss, feed: string): Promise<string> {
    const name = `fetch/${feed}`;
    if (this.#queues.has(name)) return name;
    await boss.createQueue(name, {
      // One that waits or is under way stands for all that come meanwhile.
      policy: 'exclusive',
      retryLimit: 5,
      retryDelay: 2,
      retryBackoff: true,
      expireInSeconds: MINUTE_S,
      // What nobody took up for so long, nobody wants any more: the schedule has fetched it since.
      retentionSeconds: HOUR_S,
      deleteAfterSeconds: HOUR_S,
    });
    this.#queues.add(name);
    return name;
  }
}
