/** So much may be on its way beyond what has been shown to arrive: a kernel alone would take some 4 MB for a reader that has stopped. */
const WINDOW_BYTES = 256 * 1024;
/** After so much the other end is asked how far it is. */
const ASK_BYTES = 128 * 1024;

/** Finds out how much of what was written before has been taken, and tells it by `answered`. */
interface Asker {
  ask(): void;
}

/** How much of what was written is known to have arrived. Who writes asks now and then, and stops writing while no answer comes. */
export class SendWindow {
  #sent = 0;
  #arrived = 0;
  /** What had been sent when the question was asked that is still open. */
  #asked: number | null = null;

  constructor(private readonly asker: Asker) {}

  get isFull(): boolean {
    return this.#sent - this.#arrived > WINDOW_BYTES;
  }

  get isAsking(): boolean {
    return this.#asked !== null;
  }

  wrote(bytes: number): void {
    this.#sent += bytes;
    this.#askIfMuch();
  }

  askNow(): void {
    if (this.#asked !== null) return;
    this.#asked = this.#sent;
    this.asker.ask();
  }

  /** What had been written when it was asked has arrived, but for so many bytes. True when that is more than was known before. */
  answered(missing = 0): boolean {
    const arrived = Math.max(this.#arrived, (this.#asked ?? 0) - missing);
    const hasMoved = arrived > this.#arrived;
    this.#arrived = arrived;
    this.#asked = null;
    this.#askIfMuch();
    return hasMoved;
  }

  #askIfMuch(): void {
    if (this.#asked === null && this.#sent - this.#arrived > ASK_BYTES) this.askNow();
  }
}
