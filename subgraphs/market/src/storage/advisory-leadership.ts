import { setTimeout as wait } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Leadership, Lease } from '../domain/ports.ts';

const RETRY_MS = 1_000;
const PING_MS = 5_000;

interface Session {
  readonly client: PoolClient;
  readonly lost: AbortController;
  readonly held: Set<string>;
}

/**
 * Leads by Postgres advisory locks, all on one connection: when it breaks the server frees them, and every lease of
 * this process is lost together.
 */
export class AdvisoryLeadership implements Leadership {
  #session: Promise<Session> | undefined;

  constructor(private readonly pool: { connect(): Promise<PoolClient> }) {}

  async lead(name: string, signal: AbortSignal): Promise<Lease | null> {
    while (!signal.aborted) {
      const lease = await this.#try(name).catch(() => null);
      if (lease) return lease;
      await wait(RETRY_MS, undefined, { signal }).catch(() => undefined);
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
    const { rows } = await session.client.query<{ leads: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('market feed'), hashtext($1)) AS leads",
      [name],
    );
    if (!rows[0]?.leads) return null;
    session.held.add(name);
    return { lost: session.lost.signal, release: () => this.#release(session, name) };
  }

  async #connect(): Promise<Session> {
    try {
      const client = await this.pool.connect();
      const session = { client, lost: new AbortController(), held: new Set<string>() };
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
      session.client.query('SELECT 1').catch(() => this.#end(session));
    }, PING_MS);
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
    await session.client.query("SELECT pg_advisory_unlock(hashtext('market feed'), hashtext($1))", [name]).catch(() => this.#end(session));
  }
}
