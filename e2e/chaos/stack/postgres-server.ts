import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Child } from './child.ts';
import { signalTree } from './process-tree.ts';
import type { Victim } from './victim.ts';

const KEEPER = fileURLToPath(new URL('postgres-keeper.ts', import.meta.url));

/** The Postgres that the product brings. Its main process, its sessions and whoever would start it again are killed together. */
export class PostgresServer implements Victim {
  readonly name = 'postgres';
  readonly #folder: string;
  readonly #output: string;
  readonly #child = new Child();

  constructor(folder: string, logs: string) {
    this.#folder = join(folder, 'data');
    this.#output = join(logs, 'postgres.log');
    mkdirSync(this.#folder, { recursive: true });
    process.once('exit', () => this.#signal('SIGKILL'));
  }

  /** The same through all restarts. Known once it has been ready. */
  get url(): string {
    const urls = existsSync(this.#output) ? readFileSync(this.#output, 'utf8').matchAll(/^url (.*)$/gm) : [];
    return [...urls].at(-1)?.[1] ?? '';
  }

  async start(): Promise<void> {
    const env = { ...process.env, DATA_DIR: this.#folder };
    this.#child.start({ command: [process.execPath, KEEPER], env, output: this.#output });
  }

  async kill(): Promise<void> {
    await this.#child.end('SIGKILL');
    this.#signal('SIGKILL');
  }

  /** As an operator would end it. */
  async stop(): Promise<void> {
    await this.#child.end('SIGTERM');
  }

  hold(): void {
    this.#signal('SIGSTOP');
  }

  release(): void {
    this.#signal('SIGCONT');
  }

  async ready(): Promise<boolean> {
    const { url } = this;
    if (url === '' || this.#child.pid === null) return false;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #signal(signal: NodeJS.Signals): void {
    const pidFile = join(this.#folder, 'postgres', 'postmaster.pid');
    const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
    // A file left by a killed server may name a stranger by now.
    if (pid > 0 && programOf(pid).startsWith('postgres')) signalTree(pid, signal);
  }
}

function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return '';
  }
}
