import type { Clock } from '@marketgraph/service';

/** Ends with its token. */
export interface Expiring {
  /** Milliseconds since 1970 UTC; null: it does not end by itself. */
  readonly expiresAt: number | null;
  expire(): void;
}

/** One timer for however many: a thousand sockets that come back make and break none. */
export class Expiries {
  readonly #byTime = new Map<number, Set<Expiring>>();
  /** The earliest that is waited for. */
  #next: { readonly at: number; readonly ended: AbortController } | null = null;

  constructor(private readonly clock: Clock) {}

  add(expiring: Expiring): void {
    const { expiresAt } = expiring;
    if (expiresAt === null) return;
    const known = this.#byTime.get(expiresAt);
    if (known) known.add(expiring);
    else this.#byTime.set(expiresAt, new Set([expiring]));
    if (!this.#next || expiresAt < this.#next.at) void this.#wait(expiresAt);
  }

  remove(expiring: Expiring): void {
    const { expiresAt } = expiring;
    const known = expiresAt === null ? undefined : this.#byTime.get(expiresAt);
    if (!known?.delete(expiring) || known.size > 0 || expiresAt === null) return;
    this.#byTime.delete(expiresAt);
    if (this.#byTime.size > 0) return;
    this.#next?.ended.abort();
    this.#next = null;
  }

  async #wait(at: number): Promise<void> {
    this.#next?.ended.abort();
    const ended = new AbortController();
    this.#next = { at, ended };
    await this.clock.sleep(Math.max(0, at - this.clock.now()), ended.signal);
    if (ended.signal.aborted) return;
    this.#next = null;
    this.#expire(at);
    if (this.#byTime.size > 0) void this.#wait(Math.min(...this.#byTime.keys()));
  }

  #expire(at: number): void {
    const expired = this.#byTime.get(at) ?? [];
    this.#byTime.delete(at);
    for (const expiring of expired) expiring.expire();
  }
}
