import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { type Log, openLog } from '@marketgraph/bus';
import { type Clock, Fault, type Logger, Metrics, silentLogger, systemClock } from '@marketgraph/service';
import { type MarketStore, openMarketStore } from '../storage/open-market-store.ts';
import { requireDatabase } from '../storage/require-database.ts';

/** What surrounds a command: a process, or a test. */
export interface CommandSurroundings {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
}

/** What a command works with. Database and log are opened when they are first asked for, and closed after it. */
export interface CommandPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts at Ctrl-C: look at it between two transactions. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** A line of the answer. */
  print(line: string): void;
  /** A line beside the answer. */
  tell(line: string): void;
  market(): Promise<MarketStore>;
  log(): Promise<Log>;
}

/** Reads of a whole day may take their time, but not for ever. */
const POOL_SIZE = 4;

export class CommandResources implements CommandPlace {
  readonly env: CommandPlace['env'];
  readonly signal: AbortSignal;
  readonly clock = systemClock;
  readonly logger = silentLogger;
  readonly metrics = new Metrics();
  readonly stdout: CommandPlace['stdout'];
  readonly stderr: CommandPlace['stderr'];
  #url: Promise<string> | undefined;
  #market: Promise<MarketStore> | undefined;
  #log: Promise<Log> | undefined;

  constructor({ env, signal, stdout, stderr }: CommandSurroundings) {
    this.env = env;
    this.signal = signal;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  print(line: string): void {
    this.stdout.write(`${line}\n`);
  }

  tell(line: string): void {
    this.stderr.write(`${line}\n`);
  }

  market(): Promise<MarketStore> {
    this.#market ??= this.#databaseUrl().then((url) => openMarketStore({ url, logger: this.logger, poolSize: POOL_SIZE }));
    return this.#market;
  }

  log(): Promise<Log> {
    const { clock, logger, metrics } = this;
    this.#log ??= this.#databaseUrl().then((databaseUrl) => {
      const redisUrl = this.env['REDIS_URL'] || undefined;
      return openLog({ databaseUrl, redisUrl, clock, logger, metrics });
    });
    return this.#log;
  }

  async close(): Promise<void> {
    await this.#log?.then((log) => log.close()).catch(() => undefined);
    await this.#market?.then((store) => store.close()).catch(() => undefined);
  }

  #databaseUrl(): Promise<string> {
    this.#url ??= databaseUrl(this.env).then(async (url) => {
      await requireDatabase(url);
      return url;
    });
    return this.#url;
  }
}

/** That of the environment, else that of the stack which runs here. */
async function databaseUrl(env: CommandPlace['env']): Promise<string> {
  if (env['DATABASE_URL']) return env['DATABASE_URL'];
  const file = join(resolve(env['DATA_DIR'] || '.data'), 'database-url');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new Fault('NO_DATABASE', `There is no database: set DATABASE_URL, or run npm start, which writes ${file}.`, false);
  }
}
