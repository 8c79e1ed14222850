/** So much work at once and no more, each piece begun when `ready`; the others in the order in which they came. */
export class Turns {
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly most: number,
    private readonly ready: () => Promise<void>,
  ) {}

  async take(work: () => Promise<void>): Promise<void> {
    if (this.#taken < this.most) this.#taken++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await this.ready();
      await work();
    } finally {
      this.#pass();
    }
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken--;
  }
}
