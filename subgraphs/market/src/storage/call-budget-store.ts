import { isAway } from '@marketgraph/postgres';
import { MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import {
  type Allowance,
  type CallBudget,
  type CallLimit,
  type CallRecord,
  callsLeft,
  longestLimit,
  nextCallAt,
} from '../domain/call-budget.ts';
import { MemoryBudget } from '../domain/memory-budget.ts';
import { numbers } from './sql.ts';

export interface StoredBudgetOptions {
  readonly sql: TimedSql;
  readonly provider: string;
  readonly limits: readonly CallLimit[];
  readonly clock: { now(): number };
}

/** A pool that may be told for how long one statement is waited for. */
interface TimedSql {
  query(statement: { text: string; values: unknown[]; query_timeout: number }): Promise<{ rows: unknown[] }>;
}

/** Whoever asks for a price must not wait for a link that is only half open. */
const PATIENCE_MS = 2 * SECOND_MS;
const AGAIN_MS = 5 * SECOND_MS;
/** A restart takes longer: what is limited within it is counted in memory. */
const FORGETTABLE_MS = 2 * SECOND_MS;

/**
 * A provider's budget in Postgres: one row holds the times of its calls, and one statement counts and adds, so that processes that ask at once
 * cannot both have the last one. Limits up to a minute are counted in memory as well: they go on where Postgres is away. Where there is a
 * longer one, nothing is allowed then, because nobody knows what is left of the day.
 */
export class StoredBudget implements CallBudget {
  readonly #memory: MemoryBudget;
  readonly #isStored: boolean;
  readonly #needsStore: boolean;

  constructor(readonly options: StoredBudgetOptions) {
    const { limits, clock } = options;
    this.#memory = new MemoryBudget(
      limits.filter(({ perMs }) => perMs <= MINUTE_MS),
      clock,
    );
    this.#isStored = limits.some(({ perMs }) => perMs > FORGETTABLE_MS);
    this.#needsStore = limits.some(({ perMs }) => perMs > MINUTE_MS);
  }

  async take(): Promise<Allowance> {
    const soon = this.#memory.takeNow();
    if (!soon.allowed || !this.#isStored) return soon;
    const allowance = await this.#takeStored().catch((error: unknown) => this.#whileAway(error));
    if (!allowance.allowed) this.#memory.giveBack();
    return allowance;
  }

  async hold(until: number): Promise<void> {
    await this.#memory.hold(until);
    if (!this.#isStored) return;
    await this.#query(HOLD, [this.options.provider, until]).catch(unlessAway);
  }

  async left() {
    const { limits, clock } = this.options;
    const now = clock.now();
    if (!this.#isStored) return this.#memory.left();
    try {
      return callsLeft(await this.#record(), limits, now);
    } catch (error) {
      unlessAway(error);
      if (!this.#needsStore) return this.#memory.left();
      return { remaining: 0, resetsAt: now + AGAIN_MS, lastCallAt: null, nextAt: now + AGAIN_MS };
    }
  }

  async #takeStored(): Promise<Allowance> {
    const { provider, limits, clock } = this.options;
    const now = clock.now();
    const longest = longestLimit(limits)?.perMs ?? 0;
    const values = [provider, now, numbers(limits.map(({ calls }) => calls)), numbers(limits.map(({ perMs }) => perMs)), longest];
    if ((await this.#query(TAKE, values)).length > 0) return { allowed: true };
    // Another process may have been quicker in between: then it is asked again in an instant.
    return { allowed: false, retryAt: Math.max(nextCallAt(await this.#record(), limits, now), now + 1) };
  }

  #whileAway(error: unknown): Allowance {
    unlessAway(error);
    return this.#needsStore ? { allowed: false, retryAt: this.options.clock.now() + AGAIN_MS } : { allowed: true };
  }

  async #record(): Promise<CallRecord> {
    const [found] = await this.#query(READ, [this.options.provider]);
    return (found as CallRecord | undefined) ?? { calls: [], heldUntil: 0 };
  }

  async #query(text: string, values: unknown[]): Promise<unknown[]> {
    return (await this.options.sql.query({ text, values, query_timeout: PATIENCE_MS })).rows;
  }
}

function unlessAway(error: unknown): void {
  if (!isAway(error)) throw error;
}

/** What the clock of a process has counted beyond the longest limit is none that ours could have. */
const within = (per: string) => `at > $2::double precision - ${per} AND at <= $2::double precision + ${per}`;

/** Returns a row when the call is allowed, and has counted it then. */
const TAKE = `
  INSERT INTO market.call_budgets AS b (provider, calls)
  SELECT $1, ARRAY[$2::double precision] WHERE NOT 0 = ANY ($3::integer[])
  ON CONFLICT (provider) DO UPDATE
  SET calls = array_append(ARRAY(SELECT at FROM unnest(b.calls) at WHERE ${within('$5::double precision')}), $2::double precision)
  WHERE b.held_until <= $2::double precision AND NOT EXISTS (
    SELECT FROM unnest($3::integer[], $4::double precision[]) AS l (most, per)
    WHERE (SELECT count(*) FROM unnest(b.calls) at WHERE ${within('l.per')}) >= l.most)
  RETURNING provider`;
const HOLD = `
  INSERT INTO market.call_budgets AS b (provider, held_until) VALUES ($1, $2)
  ON CONFLICT (provider) DO UPDATE SET held_until = greatest(b.held_until, excluded.held_until)`;
const READ = 'SELECT calls, held_until AS "heldUntil" FROM market.call_budgets WHERE provider = $1';
