import type { Clock } from '@marketgraph/service';
import type { Notice } from '../fields/subscription-field.ts';
import type { EventMessage } from '../protocol/event-message.ts';
import { Conveyor } from './conveyor.ts';
import type { Entry } from './entry.ts';
import type { Group } from './group.ts';
import { Members } from './members.ts';
import type { Host, Returner } from './returner.ts';
import type { Subscriber } from './subscriber.ts';

export interface CohortHome {
  readonly clock: Clock;
  /** Whether other cohorts wait when one of its readers is slow. */
  isShared(): boolean;
  /** It does not read what its cohort is told: it goes on alone. */
  onSlow(returner: Returner): void;
  /** Nobody is in it any more. */
  onEmpty(cohort: Cohort): void;
}

/** So much may wait for execution before the reading of the log pauses; what can be merged hardly piles up. */
const ROOM = { EVERY: 64, LATEST: 4_096 };
/** A reader that takes nothing for so long is not waited for by others. */
const PATIENCE_MS = 100;

/** Those of one group that catch up together: each event is executed once for them. */
export class Cohort implements Host {
  readonly #members = new Members();
  readonly #returners = new Map<Subscriber, Returner>();
  readonly #conveyor: Conveyor;
  readonly #mode: 'LATEST' | 'EVERY';
  readonly #stop = new AbortController();
  /** Of the last entry that all of them were told. */
  #told: Entry | null = null;
  /** Some of them were told it, others are waited for. */
  #telling: Entry | null = null;
  #onRoom: (() => void) | null = null;
  #onIdle: (() => void) | null = null;

  constructor(
    readonly group: Group,
    first: Returner,
    private readonly home: CohortHome,
  ) {
    this.#mode = first.subscriber.request.mode;
    this.#conveyor = new Conveyor(
      {
        run: (entries) => group.execute(entries),
        deliver: (entry, message) => this.#deliver(entry, message),
        overflow: () => undefined,
        idle: () => this.#rest(),
      },
      { merge: this.#mode === 'LATEST', limit: Number.POSITIVE_INFINITY },
    );
  }

  get size(): number {
    return this.#returners.size;
  }

  get returners(): readonly Returner[] {
    return [...this.#returners.values()];
  }

  get isIdle(): boolean {
    return this.#conveyor.isIdle;
  }

  get hasRoom(): boolean {
    return this.#conveyor.size < ROOM[this.#mode];
  }

  /** It hears what is counted after `sequence`. */
  enter(returner: Returner, sequence: number): void {
    returner.host = this;
    returner.joinedAt = sequence;
    this.#conveyor.seal();
    this.#returners.set(returner.subscriber, returner);
    this.#members.add(returner.subscriber);
  }

  leave(returner: Returner): void {
    if (!this.#returners.delete(returner.subscriber)) return;
    this.#members.remove(returner.subscriber);
    this.#note(returner);
    if (this.size > 0) return;
    this.stop();
    this.home.onEmpty(this);
  }

  stop(): void {
    this.#conveyor.stop();
    this.#stop.abort();
    this.#onRoom?.();
    this.#onIdle?.();
  }

  /** Whether any of them may be concerned: most of what a replay passes is nothing to any of them, and is to cost nothing. */
  listensTo(notice: Notice): boolean {
    return this.#members.listenTo(notice);
  }

  tell(entry: Entry): void {
    const { audience } = entry.notice;
    if (audience !== null && !this.returners.some((returner) => returner.mayHear(entry))) return;
    this.#conveyor.push(entry);
  }

  untilRoom(): Promise<void> {
    if (this.hasRoom) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onRoom = () => {
        this.#onRoom = null;
        resolve();
      };
    });
  }

  /** Resolves when everyone was told everything, or nobody is left. */
  untilIdle(): Promise<void> {
    if (this.isIdle || this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = () => {
        this.#onIdle = null;
        resolve();
      };
    });
  }

  #deliver(entry: Entry, message: EventMessage): Promise<void> | void {
    const slow: Returner[] = [];
    for (const subscriber of this.#members.of(entry.notice)) {
      const returner = this.#returners.get(subscriber);
      if (!returner?.mayHear(entry)) continue;
      if (this.#mode === 'EVERY' && subscriber.sink.blocked) slow.push(returner);
      else subscriber.tell(entry, message);
    }
    if (slow.length > 0) return this.#deliverSlowly(slow, entry, message);
    this.#delivered(entry);
  }

  async #deliverSlowly(slow: readonly Returner[], entry: Entry, message: EventMessage): Promise<void> {
    this.#telling = entry;
    await this.#untilReady(slow);
    for (const returner of slow) {
      if (this.#stop.signal.aborted) return;
      if (!this.#returners.has(returner.subscriber)) continue;
      if (returner.subscriber.sink.blocked) this.home.onSlow(returner);
      else returner.subscriber.tell(entry, message);
    }
    this.#delivered(entry);
  }

  /** Alone it is waited for as long as it takes. */
  async #untilReady(slow: readonly Returner[]): Promise<void> {
    const ready = Promise.all(slow.map(({ subscriber }) => subscriber.sink.ready()));
    const enough = new AbortController();
    const stopped = new Promise((resolve) => this.#stop.signal.addEventListener('abort', resolve, { signal: enough.signal }));
    const patience = this.size > 1 || this.home.isShared() ? [this.home.clock.sleep(PATIENCE_MS, enough.signal)] : [];
    await Promise.race([ready, stopped, ...patience]);
    enough.abort();
  }

  #delivered(entry: Entry): void {
    this.#told = entry;
    this.#telling = null;
    if (this.hasRoom) this.#onRoom?.();
  }

  #rest(): void {
    this.#onRoom?.();
    this.#onIdle?.();
  }

  /** All before the last entry is told, though most of it may not have concerned the returner. What is merged may still wait. */
  #note(returner: Returner): void {
    const { subscriber } = returner;
    const told = this.#mode === 'EVERY' ? this.#told : null;
    const isBeyond = this.#telling !== null && subscriber.lastCursor === this.#telling.cursor;
    if (told && !isBeyond && returner.mayHear(told)) returner.moveTo(told.cursor);
  }
}
