import type { Clock, Deadline, Metrics } from '@marketgraph/service';
import { type Leave, Line, Waiting } from './waiting-line.ts';

export interface Room {
  /** Points at work together, of all callers. */
  readonly points: number;
  /** Of these, and of answers that are still being read, so many may be one caller's. */
  readonly pointsPerCaller: number;
  /** From its beginning so long; its answer may not be read. */
  readonly unreadMs: number;
}

/** Of one caller. More than that at once is not a reader who waits for answers. */
const MOST_WAITING = 32;
/** Less than the deadline by what the dearest takes: what waits longer would be given up in the middle. */
export const LONGEST_WAIT_MS = 4_000;
/** What takes longer waits itself, for a subgraph that does not answer or a reader: others may have its room. */
const LONGEST_WORK_MS = 500;
/** So many times as long as it was taken, room rests where somebody asked for light operations meanwhile. */
const RESTS = 9;
/** While somebody waits; a timer for each operation would take as long as all the rest of this. */
const LOOKS_EVERY_MS = 50;

interface Work {
  readonly line: Line;
  readonly cost: number;
  readonly since: number;
  /** Then its room is given back at the latest. */
  until: number;
  /** How many light ones had been asked for when it began. */
  readonly lightBefore: number;
}

/**
 * How much heavy work goes on at once. What finds no room waits: callers in turn, and each one's operations in order. One that is larger than
 * all room goes alone.
 */
export class PointsAtWork {
  /** Of callers who have or want something; whoever is next first. */
  readonly #lines = new Map<string | object, Line>();
  /** What takes room, the oldest first. */
  readonly #work = new Set<Work>();
  /** What counts for its caller, the oldest first. */
  readonly #counted = new Set<Work>();
  readonly #gauge;
  #points = 0;
  #light = 0;
  #waiting = 0;
  #isLooking = false;

  constructor(
    private readonly clock: Clock,
    private readonly room: Room,
    metrics: Metrics,
  ) {
    this.#gauge = metrics.gauge('heavy_operations_waiting', 'Heavy operations that wait until others have left them room.');
  }

  /** One that does not wait, and is not to be disturbed. */
  hearLight(): void {
    this.#light++;
  }

  /** Null: too many wait already, or it has waited too long, or whoever asked has left. */
  enter(caller: string | object, cost: number, deadline: Deadline): Leave | Promise<Leave | null> | null {
    const line = this.#lines.get(caller) ?? new Line(caller);
    if (line.waiting.length >= MOST_WAITING) return null;
    this.#lines.set(caller, line);
    const waiting = new Waiting(cost, this.clock.now());
    line.waiting.push(waiting);
    this.#next();
    return waiting.leave ?? this.#patiently(line, waiting, deadline);
  }

  async #patiently(line: Line, waiting: Waiting, deadline: Deadline): Promise<Leave | null> {
    this.#waiting++;
    this.#gauge.inc();
    const takeBack = deadline.onOver(() => this.#forget(line, waiting));
    if (!this.#isLooking) void this.#look();
    try {
      return await waiting.turn;
    } finally {
      takeBack();
      this.#waiting--;
      this.#gauge.dec();
    }
  }

  /** Now and then, while somebody waits. */
  async #look(): Promise<void> {
    this.#isLooking = true;
    while (this.#waiting > 0) {
      await this.clock.sleep(LOOKS_EVERY_MS);
      this.#endWhatLasts(this.clock.now());
      this.#next();
    }
    this.#isLooking = false;
  }

  #endWhatLasts(now: number): void {
    for (const work of this.#work) if (work.until <= now) this.#giveBack(work);
    for (const work of this.#counted) if (work.since + this.room.unreadMs <= now) this.#countNoMore(work);
    for (const line of [...this.#lines.values()]) {
      for (const waiting of line.waiting.filter(({ since }) => since + LONGEST_WAIT_MS <= now)) this.#forget(line, waiting);
    }
  }

  #forget(line: Line, waiting: Waiting): void {
    if (waiting.leave) return;
    line.forget(waiting);
    waiting.giveUp();
    this.#tidy(line);
    this.#next();
  }

  #begin(line: Line, { cost }: Waiting): Leave {
    const since = this.clock.now();
    const work = { line, cost, since, until: since + LONGEST_WORK_MS, lightBefore: this.#light };
    this.#work.add(work);
    this.#counted.add(work);
    this.#points += cost;
    line.points += cost;
    return () => {
      this.#countNoMore(work);
      void this.#end(work);
    };
  }

  #countNoMore(work: Work): void {
    if (!this.#counted.delete(work)) return;
    work.line.points -= work.cost;
    this.#tidy(work.line);
  }

  /** Heavy ones leave the machine to light ones for most of the time, when there are any. */
  async #end(work: Work): Promise<void> {
    if (this.#light > work.lightBefore && this.#work.has(work)) {
      const restMs = (this.clock.now() - work.since) * RESTS;
      work.until = this.clock.now() + restMs;
      await this.clock.sleep(restMs);
    }
    this.#giveBack(work);
    this.#next();
  }

  #giveBack(work: Work): void {
    if (this.#work.delete(work)) this.#points -= work.cost;
  }

  /** Begins what there is room for. Who is next and finds none is waited for: the small ones of others would take it for ever. */
  #next(): void {
    for (let line = this.#first(); line; line = this.#first()) {
      const [first] = line.waiting;
      if (!first || !fits(this.#points, first.cost, this.room.points)) return;
      line.waiting.shift();
      this.#lines.delete(line.caller);
      this.#lines.set(line.caller, line);
      first.begin(this.#begin(line, first));
    }
  }

  /** Whose own part has room for what it wants. */
  #first(): Line | null {
    for (const line of this.#lines.values()) {
      const [first] = line.waiting;
      if (first && fits(line.points, first.cost, this.room.pointsPerCaller)) return line;
    }
    return null;
  }

  #tidy(line: Line): void {
    if (line.isIdle && this.#lines.get(line.caller) === line) this.#lines.delete(line.caller);
  }
}

function fits(taken: number, cost: number, most: number): boolean {
  return taken === 0 || taken + cost <= most;
}
