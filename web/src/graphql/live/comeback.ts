import type { Later } from '../later.ts';

const firstMs = 500;
const mostMs = 15_000;

/** Waits before another try: longer each time, never as long as another dashboard, and no longer once the network is back. */
export class Comeback {
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly later: Later,
    private readonly random: () => number,
  ) {}

  readonly wait = (tries: number): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = this.later(100 + this.random() * Math.min(mostMs, firstMs * 2 ** tries), done);
      this.#waiting.add(done);
    });

  /** The network is back: whoever waits tries at once. */
  hurry(): void {
    for (const done of [...this.#waiting]) done();
  }
}
