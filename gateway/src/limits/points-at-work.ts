import type { Clock, Deadline, Metrics } from '@marketgraph/service';

/** Gives back what an operation has; to be called once. */
export type Leave = () => void;

export interface Room {
  /** Points at work together, of all callers. */
  readonly points: number;
  /** Of these, and of answers that are still being read, so many may be one caller's. */
  readonly pointsPerCaller: number;
}

/** Of one caller. More than that at once is not a reader who waits for answers. */
const MOST_WAITING = 32;
/** Less than the deadline by what the dearest takes: what waits longer would be given up in the middle. */
export const LONGEST_WAIT_MS = 4_000;
/** What takes longer waits itself, for a subgraph that does not answer or a reader: others may have its room. */
const LONGEST_WORK_MS = 500;

class Waiting {
  readonly #turn = Promise.withResolvers<Leave | null>();
  /** As soon as it is its turn. */
  leave: Leave | null = null;

  constructor(readonly cost: number) {}

  get turn(): Promise<Leave | null> {
    return this.#turn.promise;
  }

  begin(leave: Leave): void {
    this.leave = leave;
    this.#turn.resolve(leave);
  }

  giveUp(): void {
    this.#turn.resolve(null);
  }
}

/** What one caller has at work, and what waits for that, in order. */
class Line {
  readonly waiting: Waiting[] = [];
  points = 0;

  get isIdle(): boolean {
    return this.points === 0 && this.waiting.length === 0;
  }

  forget(waiting: Waiting): void {
    const index = this.waiting.indexOf(waiting);
    if (index >= 0) this.waiting.splice(index, 1);
  }
}

/**
 * How much heavy work goes on at once. What finds no room waits: callers in turn, and each one's operations in order. One that is larger than
 * all room goes alone.
 */
export class PointsAtWork {
  /** Of callers who have or want something; whoever is next first. */
  readonly #lines = new Map<string, Line>();
  readonly #waiting;
  #points = 0;

  constructor(
    private readonly clock: Pick<Clock, 'sleep'>,
    private readonly room: Room,
    metrics: Metrics,
  ) {
    this.#waiting = metrics.gauge('heavy_operations_waiting', 'Heavy operations that wait until others have left them room.');
  }

  /** Null: too many wait already, or it has waited too long, or whoever asked has left. */
  enter(caller: string, cost: number, deadline: Deadline): Leave | Promise<Leave | null> | null {
    const line = this.#lines.get(caller) ?? new Line();
    if (line.waiting.length >= MOST_WAITING) return null;
    this.#lines.set(caller, line);
    const waiting = new Waiting(cost);
    line.waiting.push(waiting);
    this.#next();
    return waiting.leave ?? this.#patiently(waiting, deadline, () => this.#forget(caller, line, waiting));
  }

  async #patiently(waiting: Waiting, deadline: Deadline, giveUp: () => void): Promise<Leave | null> {
    this.#waiting.inc();
    const over = new AbortController();
    const takeBack = deadline.onOver(giveUp);
    void this.clock.sleep(LONGEST_WAIT_MS, over.signal).then(() => over.signal.aborted || giveUp());
    try {
      return await waiting.turn;
    } finally {
      this.#waiting.dec();
      takeBack();
      over.abort();
    }
  }

  #forget(caller: string, line: Line, waiting: Waiting): void {
    if (waiting.leave) return;
    line.forget(waiting);
    waiting.giveUp();
    this.#tidy(caller, line);
    this.#next();
  }

  #begin(caller: string, line: Line, cost: number): Leave {
    const ended = new AbortController();
    let isAtWork = true;
    const rest = () => {
      if (isAtWork) this.#points -= cost;
      isAtWork = false;
      this.#next();
    };
    this.#points += cost;
    line.points += cost;
    void this.clock.sleep(LONGEST_WORK_MS, ended.signal).then(() => ended.signal.aborted || rest());
    return () => {
      ended.abort();
      line.points -= cost;
      this.#tidy(caller, line);
      rest();
    };
  }

  /** Begins what there is room for. Who is next and finds none is waited for: the small ones of others would take it for ever. */
  #next(): void {
    for (;;) {
      const found = this.#first();
      if (!found || !fits(this.#points, found.first.cost, this.room.points)) return;
      const { caller, line, first } = found;
      line.waiting.shift();
      this.#lines.delete(caller);
      this.#lines.set(caller, line);
      first.begin(this.#begin(caller, line, first.cost));
    }
  }

  #first(): { caller: string; line: Line; first: Waiting } | null {
    for (const [caller, line] of this.#lines) {
      const [first] = line.waiting;
      if (first && fits(line.points, first.cost, this.room.pointsPerCaller)) return { caller, line, first };
    }
    return null;
  }

  #tidy(caller: string, line: Line): void {
    if (line.isIdle && this.#lines.get(caller) === line) this.#lines.delete(caller);
  }
}

function fits(taken: number, cost: number, most: number): boolean {
  return taken === 0 || taken + cost <= most;
}
