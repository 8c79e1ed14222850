import type { Socket } from 'node:net';
import type { Logger } from '@marketgraph/service';
import pg from 'pg';

const SAMPLE_MS = 250;
/** Without a byte in either direction, while an answer is due. */
const SILENT_MS = 2_000;
const ASK_MS = 1_500;
/** A process that was held up itself for so long has heard nothing for that reason. */
const HELD_UP_MS = 500;
/** What a server answers, whatever it says, has a code of five characters with a digit; a socket that fails has another one. */
const SERVER_CODE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** What pg keeps of a connection and its typings do not tell. */
interface Inside {
  readonly connection: { readonly stream: Socket };
  readonly processID: number | null;
  readonly readyForQuery: boolean | null;
}

interface Flow {
  bytes: number;
  quietSince: number;
}

/**
 * Ends connections that are only half open within five seconds: TCP itself would go on sending for a quarter of an hour, and the limits of
 * a query are as long as the longest query. A connection that owes us an answer and says nothing makes us ask the server over another one:
 * where that is not answered all connections end that have said nothing meanwhile, and where it says that it is not at work for one, that one ends.
 */
export class LinkWatch {
  readonly #flows = new Map<pg.Client, Flow>();
  readonly #timer: NodeJS.Timeout;
  #asking = false;
  #sampledAt = performance.now();

  constructor(
    readonly url: string,
    readonly logger: Logger,
  ) {
    // Behind the events of sockets: what has come and was not read yet is no silence.
    this.#timer = setInterval(() => setImmediate(() => this.#sample()), SAMPLE_MS).unref();
  }

  follow(client: pg.Client): void {
    this.#flows.set(client, { bytes: 0, quietSince: performance.now() });
    client.once('end', () => this.#flows.delete(client));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = performance.now();
    const heldUp = now - this.#sampledAt > SAMPLE_MS + HELD_UP_MS;
    this.#sampledAt = now;
    for (const [client, flow] of this.#flows) {
      const { bytesRead, bytesWritten, destroyed } = insideOf(client).connection.stream;
      if (destroyed) this.#flows.delete(client);
      const bytes = bytesRead + bytesWritten;
      if (heldUp || bytes !== flow.bytes) flow.quietSince = now;
      flow.bytes = bytes;
    }
    const waiting = this.#silent().filter((client) => !insideOf(client).readyForQuery);
    if (waiting.length > 0 && !this.#asking) void this.#askAbout(waiting);
  }

  #silent(): pg.Client[] {
    const now = performance.now();
    return [...this.#flows].flatMap(([client, { quietSince }]) => (now - quietSince >= SILENT_MS ? [client] : []));
  }

  async #askAbout(waiting: readonly pg.Client[]): Promise<void> {
    this.#asking = true;
    const pids = waiting.map((client) => insideOf(client).processID ?? 0);
    const heard = new Map([...this.#flows.keys()].map((client) => [client, bytesReadOf(client)]));
    try {
      const working = await this.#atWork(pids);
      if (working === null) this.#end(this.#unheard(heard), 'Postgres does not answer.');
      else this.#end(this.#stillSilent(waiting, working), 'Postgres is not at work for it.');
    } finally {
      this.#asking = false;
    }
  }

  /** Those that nothing has come from since, whatever was said to them. */
  #unheard(heard: ReadonlyMap<pg.Client, number>): pg.Client[] {
    return [...this.#flows.keys()].filter((client) => heard.get(client) === bytesReadOf(client));
  }

  #stillSilent(waiting: readonly pg.Client[], working: readonly number[]): pg.Client[] {
    const silent = new Set(this.#silent());
    return waiting.filter((client) => {
      const { processID, readyForQuery } = insideOf(client);
      return silent.has(client) && !readyForQuery && !working.includes(processID ?? 0);
    });
  }

  /** Those of these sessions that the server is at work for; null when it does not answer. */
  async #atWork(pids: readonly number[]): Promise<number[] | null> {
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: ASK_MS,
      query_timeout: ASK_MS,
      application_name: 'marketgraph link watch',
    });
    client.on('error', () => undefined);
    const askedAt = performance.now();
    const late = AbortSignal.timeout(ASK_MS);
    late.addEventListener('abort', () => insideOf(client).connection.stream.destroy());
    try {
      await client.connect();
      const text = "SELECT pid FROM pg_stat_activity WHERE pid = ANY($1) AND state IN ('active', 'fastpath function call')";
      const { rows } = await client.query<{ pid: number }>(text, [pids]);
      return rows.map(({ pid }) => pid);
    } catch (error) {
      // The answer may be there, and we too late to read it.
      const heldUp = performance.now() - askedAt > ASK_MS + HELD_UP_MS;
      return heldUp || SERVER_CODE.test(String((error as { code?: unknown }).code)) ? [...pids] : null;
    } finally {
      insideOf(client).connection.stream.destroy();
    }
  }

  #end(clients: readonly pg.Client[], reason: string): void {
    if (clients.length > 0)
      this.logger.warn('Database connections were half open and are given up.', { reason, connections: clients.length });
    for (const client of clients) {
      this.#flows.delete(client);
      insideOf(client).connection.stream.destroy(new Error(`Connection terminated: ${reason}`));
    }
  }
}

function bytesReadOf(client: pg.Client): number {
  return insideOf(client).connection.stream.bytesRead;
}

export function insideOf(client: pg.Client): Inside {
  return client as unknown as Inside;
}
