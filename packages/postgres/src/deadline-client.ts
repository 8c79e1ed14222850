import { currentDeadline, type Deadline } from '@marketgraph/service';
import pg from 'pg';
import { cancelStatement } from './cancel-statement.ts';

/** Of statements that no request waits for. */
export const STATEMENT_LIMIT_MS = 60_000;
/** No request lasts longer. */
const REQUEST_LIMIT_MS = 5_000;
const LEAST_LIMIT_MS = 300;
/** `statement_timeout`, or somebody who asked for it. */
const CANCELLED = '57014';

type Statement = string | pg.QueryConfig;
type Callback = (error: Error | undefined, result?: unknown) => void;

/**
 * A connection whose statements know who waits for them (`withinDeadline`). At the deadline a statement is cancelled in the server, and none is begun after
 * it. Beside that the server itself is told a limit: it holds although this process stands still or is cut off. That limit is the
 * deadline rounded up to a half, a quarter ... of the longest request, so that it has to be told seldom.
 */
export class DeadlineClient extends pg.Client {
  /** The session's `statement_timeout`; undefined: not known, because what is rolled back takes its settings back. */
  #limitMs: number | undefined = STATEMENT_LIMIT_MS;

  /** Stands for the ten signatures of pg, each of which is passed on as it came: `never` fits what all of them return. */
  override query(config: Statement, values?: unknown, callback?: unknown): never {
    const text = typeof config === 'string' ? config : config.text;
    const isRollback = text?.startsWith('ROLLBACK') === true;
    const deadline = isRollback ? undefined : currentDeadline();
    if (isRollback) this.#limitMs = undefined;
    else this.#limitTo(deadline ? limitOf(deadline.remainingMs) : STATEMENT_LIMIT_MS);
    // What is under way is rolled back properly, whoever waits; COPY has streams that end by themselves.
    if (!deadline || (typeof config !== 'string' && 'submit' in config)) return this.#send(config, values, callback) as never;
    const hasValues = typeof values !== 'function';
    const result = this.#within(deadline, config, hasValues ? values : undefined, text === 'COMMIT');
    const told = (hasValues ? callback : values) as Callback | undefined;
    if (told) void result.then((answer) => told(undefined, answer), told);
    return result as never;
  }

  async #within(deadline: Deadline, config: Statement, values: unknown, isCommit: boolean): Promise<unknown> {
    if (deadline.isOver) throw deadline.fault();
    // A COMMIT that is under way is waited for: whoever is told that it failed may believe it.
    if (isCommit) return this.#send(config, values);
    let cancelled: Promise<void> | undefined;
    const takeBack = deadline.onOver(() => {
      cancelled = cancelStatement(this);
    });
    try {
      return await this.#send(config, values);
    } catch (error) {
      this.#limitMs = undefined;
      throw deadline.isOver && (error as { code?: string }).code === CANCELLED ? deadline.fault(error) : error;
    } finally {
      takeBack();
      // The next statement of this connection must not be the one that is cancelled.
      await cancelled;
    }
  }

  #limitTo(limitMs: number): void {
    if (this.#limitMs === limitMs) return;
    this.#limitMs = limitMs;
    // Sent before the statement. In a transaction that has failed it fails, and so will the statement.
    super.query(`SET statement_timeout = ${limitMs}`).catch(() => {
      this.#limitMs = undefined;
    });
  }

  #send(config: Statement, values?: unknown, callback?: unknown): Promise<unknown> {
    return super.query(config as string, values as unknown[], callback as never) as unknown as Promise<unknown>;
  }
}

function limitOf(remainingMs: number): number {
  let limitMs = REQUEST_LIMIT_MS;
  while (limitMs / 2 >= Math.max(remainingMs, LEAST_LIMIT_MS)) limitMs /= 2;
  return Math.ceil(limitMs);
}
