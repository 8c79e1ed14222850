import type { Socket } from 'node:net';

/** What a slow link is like, in each direction. */
export interface Slowness {
  readonly latencyMs: number;
  readonly bytesPerSecond: number;
}

const FULL_BYTES = 256 * 1_024;

/** Carries what one socket says to another, late if need be, and stops listening while too much is under way. */
export class LinkDirection {
  slowness: Slowness | null;
  readonly #from: Socket;
  readonly #to: Socket;
  #held = false;
  #ended = false;
  #underWay: { readonly due: number; readonly bytes: Buffer }[] = [];
  #bytes = 0;
  /** When what was accepted last has passed the narrowest part. */
  #passedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #whenEmpty: (() => void) | null = null;

  constructor(from: Socket, to: Socket, slowness: Slowness | null) {
    this.#from = from;
    this.#to = to;
    this.slowness = slowness;
    from.on('data', (bytes) => this.#accept(bytes));
    to.on('drain', () => this.#listen());
  }

  /** Nothing is delivered. Who is to be heard leaving is listened to on: what it says is kept. */
  hold(listening: boolean): void {
    this.#held = true;
    if (!listening) this.#from.pause();
  }

  goOn(): void {
    this.#held = false;
    this.#deliver();
    this.#listen();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  /** Calls back when all that was accepted has been delivered. */
  finish(empty: () => void): void {
    this.#whenEmpty = empty;
    this.#deliver();
  }

  #accept(bytes: Buffer): void {
    const now = Date.now();
    const { latencyMs, bytesPerSecond } = this.slowness ?? { latencyMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
    this.#passedAt = Math.max(now, this.#passedAt) + (bytes.length / bytesPerSecond) * 1_000;
    this.#underWay.push({ due: this.#passedAt + latencyMs, bytes });
    this.#bytes += bytes.length;
    if (this.#bytes > FULL_BYTES && !this.#held) this.#from.pause();
    this.#deliver();
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    if (this.#held || this.#ended) return;
    const now = Date.now();
    let next = this.#underWay[0];
    while (next && next.due <= now) {
      this.#underWay.shift();
      this.#bytes -= next.bytes.length;
      // Full: it listens again at `drain`.
      if (!this.#to.write(next.bytes)) this.#from.pause();
      next = this.#underWay[0];
    }
    if (next) this.#timer = setTimeout(() => this.#deliver(), next.due - now);
    else if (this.#whenEmpty) this.#whenEmpty();
    this.#listen();
  }

  #listen(): void {
    if (!this.#held && !this.#ended && this.#bytes <= FULL_BYTES && !this.#to.writableNeedDrain) this.#from.resume();
  }
}
