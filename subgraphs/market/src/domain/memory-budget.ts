import { type Allowance, type CallBudget, type CallLimit, callsLeft, longestLimit, nextCallAt } from './call-budget.ts';

/**
 * A budget that one process keeps for itself, for limits that are shorter than a restart takes. Providers without a key and without a limit
 * per minute or day need no other. Time is told by whoever makes it.
 */
export class MemoryBudget implements CallBudget {
  #calls: number[] = [];
  #heldUntil = 0;

  constructor(
    readonly limits: readonly CallLimit[],
    readonly clock: { now(): number },
  ) {}

  async take(): Promise<Allowance> {
    return this.takeNow();
  }

  takeNow(): Allowance {
    const now = this.clock.now();
    const retryAt = nextCallAt(this.#record(), this.limits, now);
    if (retryAt > now) return { allowed: false, retryAt };
    const longest = longestLimit(this.limits)?.perMs ?? 0;
    this.#calls = [...this.#calls.filter((at) => at > now - longest), now];
    return { allowed: true };
  }

  /** The call that was taken last is not made after all. */
  giveBack(): void {
    this.#calls.pop();
  }

  async hold(until: number): Promise<void> {
    this.#heldUntil = Math.max(this.#heldUntil, until);
  }

  async left() {
    return callsLeft(this.#record(), this.limits, this.clock.now());
  }

  #record() {
    return { calls: this.#calls, heldUntil: this.#heldUntil };
  }
}
