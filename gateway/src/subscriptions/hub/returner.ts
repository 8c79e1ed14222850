import type { Cursor } from '@marketgraph/bus';
import type { Entry } from './entry.ts';
import type { Group } from './group.ts';
import type { Subscriber } from './subscriber.ts';

/** Takes part in the returner's way: a gathering, a reading of the log, or a cohort. */
export interface Host {
  leave(returner: Returner): void;
}

/** A subscriber on its way back to the live stream. */
export class Returner {
  /** Who has it now. */
  host: Host | null = null;
  /** What its cohort had counted when it came: it hears what is counted later. */
  joinedAt = Number.NEGATIVE_INFINITY;
  /** Where it stands: it is told what follows. */
  #from: Cursor;
  /** Its last cursor when `#from` was noted. */
  #lastCursor: Cursor | null;

  constructor(
    readonly subscriber: Subscriber,
    readonly group: Group,
    from: Cursor,
  ) {
    this.#from = from;
    this.#lastCursor = subscriber.lastCursor;
  }

  /** What it was told since moves it. */
  get from(): Cursor {
    const { lastCursor } = this.subscriber;
    return lastCursor === null || lastCursor === this.#lastCursor ? this.#from : lastCursor;
  }

  /** Everything before `cursor` that concerns it is told. */
  moveTo(cursor: Cursor): void {
    this.#from = cursor;
    this.#lastCursor = this.subscriber.lastCursor;
  }

  mayHear({ notice, sequence }: Entry): boolean {
    return sequence > this.joinedAt && this.subscriber.maySee(notice);
  }

  leave(): void {
    this.host?.leave(this);
    this.host = null;
  }
}
