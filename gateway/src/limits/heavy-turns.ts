import type { Clock } from '@marketgraph/service';

interface Turns {
  running: number;
  /** Of those that run, together. */
  points: number;
  /** Until then nothing of it is heard. */
  waitsUntil: number;
  waitMs: number;
}

/** Of one caller at once. Who asks for one after the other is never refused, however long it goes on. */
const ALWAYS_AT_ONCE = 2;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const MANY_CALLERS = 10_000;

/** Heavy operations that run, of each caller. Who is refused and does not wait is told to wait twice as long, each time. */
export class HeavyTurns {
  readonly #turns = new Map<string, Turns>();

  /** More than two run at once while they cost no more than `points` together. */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly points: number,
  ) {}

  /** What to call when it has ended, or how many milliseconds to wait. */
  enter(caller: string, cost: number): (() => void) | number {
    const now = this.clock.now();
    const turns = this.#turns.get(caller) ?? { running: 0, points: 0, waitsUntil: 0, waitMs: FIRST_WAIT_MS };
    const isWaiting = now < turns.waitsUntil;
    const hasRoom = turns.running < ALWAYS_AT_ONCE || turns.points + cost <= this.points;
    if (isWaiting || !hasRoom) {
      turns.waitMs = isWaiting ? Math.min(turns.waitMs * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
      turns.waitsUntil = now + turns.waitMs;
      return turns.waitMs;
    }
    turns.running++;
    turns.points += cost;
    this.#turns.set(caller, turns);
    if (this.#turns.size > MANY_CALLERS) this.#forgetIdle(now);
    return () => this.#leave(caller, turns, cost);
  }

  #leave(caller: string, turns: Turns, cost: number): void {
    turns.running--;
    turns.points -= cost;
    if (turns.running === 0 && turns.waitsUntil <= this.clock.now()) this.#turns.delete(caller);
  }

  #forgetIdle(now: number): void {
    for (const [caller, { running, waitsUntil }] of this.#turns) if (running === 0 && waitsUntil <= now) this.#turns.delete(caller);
  }
}
