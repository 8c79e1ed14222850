/** An event loop that turns when it is told to, and a clock that work moves: what `Slices` needs of Node. */
export class HandTurns {
  ms = 0;
  /** How often it has turned. */
  taken = 0;
  #next: (() => void)[] = [];
  #paused: (() => void)[] = [];

  now = () => this.ms;
  next = (work: () => void) => void this.#next.push(work);
  pause = (work: () => void) => void this.#paused.push(work);

  async turn(): Promise<void> {
    this.taken++;
    for (const work of this.#next.splice(0)) work();
    // Whatever is promised within this turn is settled after it.
    await new Promise((resolve) => setImmediate(resolve));
  }

  async endPause(): Promise<void> {
    for (const work of this.#paused.splice(0)) work();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async until(isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.turn();
  }
}
