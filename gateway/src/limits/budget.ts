import type { Clock } from '@marketgraph/service';

interface Purse {
  left: number;
  /** When it was last looked into. */
  at: number;
}

const MAX_CALLERS = 50_000;

/** What each caller may still spend: fills up evenly, to what a window is worth. In the memory of this gateway alone. */
export class Budget {
  readonly #purses = new Map<string, Purse>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly most: number,
    private readonly windowMs: number,
  ) {}

  /** Spends it, or says after how many milliseconds it can be. What costs more than a window is worth empties a full purse. */
  spend(caller: string, cost: number): number {
    const now = this.clock.now();
    const purse = this.#purses.get(caller) ?? { left: this.most, at: now };
    const left = Math.min(purse.left + ((now - purse.at) / this.windowMs) * this.most, this.most);
    const needed = Math.min(cost, this.most);
    if (left < needed) return Math.ceil(((needed - left) / this.most) * this.windowMs);
    this.#keep(caller, { left: left - needed, at: now });
    return 0;
  }

  /** The one who asked least recently is forgotten first: by then its purse is full, or the machine has worse troubles. */
  #keep(caller: string, purse: Purse): void {
    this.#purses.delete(caller);
    this.#purses.set(caller, purse);
    if (this.#purses.size <= MAX_CALLERS) return;
    const [first] = this.#purses.keys();
    if (first !== undefined) this.#purses.delete(first);
  }
}
