import { setTimeout as wait } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Leadership, Lease } from '../domain/ports.ts';

/** In real time. */
export interface LeadershipTimes {
  readonly retryMs: number;
  readonly pingMs: number;
  /** A leader that did not ping for so long stands still, or its link does: its server would keep the lock for it for ever. */
  readonly frozenAfterMs: number;
}

const TIMES: LeadershipTimes = { retryMs: 1_000, pingMs: 1_000, frozenAfterMs: 5_000 };

interface Session {
  readonly client: PoolClient;
  readonly lost: AbortController;
  readonly held: Set<string>;
  /** Statements that are under way: a connection takes one after the other. */
  asking: number;
  answered: Promise<unknown>;
}

/**
 * Leads by Postgres advisory locks, all on one connection: when it breaks the server frees them, and every lease of
 * this process is lost together. Who stands by ends the session of a leader that stands still; should that one wake up, the log refuses
 * its next step.
 */
export class AdvisoryLeadership implements Leadership {
  #session: Promise<Session> | undefined;

  constructor(
    private readonly pool: { connect(): Promise<PoolClient> },
    private readonly times = TIMES,
  ) {}

  async lead(name: string, signal: AbortSignal): Promise<Lease | null> {
    while (!signal.aborted) {
      const lease = await this.#try(name).catch(() => null);
      if (lease) return lease;
      await wait(this.times.retryMs, undefined, { signal }).catch(() => undefined);
    }
    return null;
  }

  async close(): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    if (session) this.#end(session);
  }

  async #try(name: string): Promise<Lease | null> {
    this.#session ??= this.#connect();
    const session = await this.#session;
    // The same connection would be given its own lock again.
    if (session.held.has(name)) return null;
    const [row] = await ask<{ leads: boolean }>(session, TRY, [name]);
    if (!row?.leads) {
      await ask(session, END_FROZEN, [name, this.times.frozenAfterMs]);
      return null;
    }
    session.held.add(name);
    return { lost: session.lost.signal, release: () => this.#release(session, name) };
  }

  async #connect(): Promise<Session> {
    try {
      const client = await this.pool.connect();
      const session: Session = { client, lost: new AbortController(), held: new Set(), asking: 0, answered: Promise.resolve() };
      client.on('error', () => this.#end(session));
      client.on('end', () => this.#end(session));
      this.#watch(session);
      return session;
    } catch (error) {
      this.#session = undefined;
      throw error;
    }
  }

  /** A link that is only half open tells nothing by itself. */
  #watch(session: Session): void {
    const timer = setInterval(() => {
      if (session.asking === 0) ask(session, 'SELECT 1').catch(() => this.#end(session));
    }, this.times.pingMs);
    timer.unref();
    session.lost.signal.addEventListener('abort', () => clearInterval(timer));
  }

  #end(session: Session): void {
    if (session.lost.signal.aborted) return;
    this.#session = undefined;
    session.lost.abort();
    session.client.release(true);
  }

  async #release(session: Session, name: string): Promise<void> {
    if (!session.held.delete(name) || session.lost.signal.aborted) return;
    await ask(session, "SELECT pg_advisory_unlock(hashtext('market feed'), hashtext($1))", [name]).catch(() => this.#end(session));
  }
}

/** Whoever asks keeps the session alive: then nobody has to ping. */
async function ask<R>(session: Session, text: string, values: unknown[] = []): Promise<R[]> {
  session.asking += 1;
  const answer = session.answered.then(() => session.client.query(text, values));
  session.answered = answer.catch(() => undefined);
  try {
    return (await answer).rows as R[];
  } finally {
    session.asking -= 1;
  }
}

const TRY = "SELECT pg_try_advisory_lock(hashtext('market feed'), hashtext($1)) AS leads";

/** The server tells of each session when it last began or ended a statement. */
const END_FROZEN = `
  SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND a.datname = current_database()
    AND l.database = a.datid AND l.classid::bigint = hashtext('market feed')::bigint & 4294967295
    AND l.objid::bigint = hashtext($1)::bigint & 4294967295
    AND greatest(a.query_start, a.state_change) < clock_timestamp() - make_interval(secs => $2 / 1000.0)`;
