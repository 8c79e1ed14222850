import type { Cursor, LogPlace } from '@marketgraph/bus';
import type { AnyEvent } from '@marketgraph/events';
import type { Clock } from '@marketgraph/service';
import { fieldsOf } from '../fields/all-fields.ts';
import type { SubscriptionField } from '../fields/subscription-field.ts';
import type { StreamGap } from '../protocol/event-message.ts';
import { Cohort } from './cohort.ts';
import type { Entry } from './entry.ts';
import type { Group } from './group.ts';
import { EntryCursors } from './places.ts';
import type { Returner } from './returner.ts';
import type { Start } from './start.ts';

export interface CohortsHome {
  readonly clock: Clock;
  /** Others are still to come. */
  awaitsMore(): boolean;
  /** It does not read what its cohort is told. */
  onSlow(returner: Returner): void;
  /** A cohort has nobody in it any more. */
  onEmpty(): void;
}

/** An event as one reading of the log passes it: between two of its places. */
export interface Passed {
  readonly event: AnyEvent;
  readonly partition: number;
  readonly previous: LogPlace;
  readonly place: LogPlace;
}

/** All who have come aboard one way to the live stream, by the group that they belong to. */
export class Cohorts {
  readonly #ofGroup = new Map<Group, Cohort>();
  readonly #ofField = new Map<SubscriptionField, Set<Cohort>>();
  /** They were told a part of the entry that comes next. */
  #partly: Start[] = [];
  /** Counts notices. */
  #sequence = 0;

  constructor(private readonly home: CohortsHome) {}

  get size(): number {
    return this.#ofGroup.size;
  }

  get all(): readonly Cohort[] {
    return [...this.#ofGroup.values()];
  }

  get haveRoom(): boolean {
    for (const cohort of this.#ofGroup.values()) if (!cohort.hasRoom) return false;
    return true;
  }

  /** It stands where everything before is told. */
  enter(start: Start): void {
    const { returner, again } = start;
    this.#of(returner).enter(returner, this.#sequence);
    if (again !== null) this.#partly.push(start);
  }

  tell(passed: Passed): void {
    let most = 0;
    for (const field of fieldsOf(passed.event.type)) {
      const cohorts = this.#ofField.get(field);
      if (cohorts?.size) most = Math.max(most, this.#tellField(field, cohorts, passed));
    }
    this.#partly = [];
    this.#sequence += most;
  }

  noteGap(gap: StreamGap): void {
    this.#partly = [];
    for (const cohort of this.#ofGroup.values()) {
      for (const { subscriber } of cohort.returners) subscriber.noteGap(gap);
    }
  }

  drop(cohort: Cohort): void {
    this.#ofGroup.delete(cohort.group);
    this.#ofField.get(cohort.group.field)?.delete(cohort);
  }

  /** Returns how many notices there were. */
  #tellField(field: SubscriptionField, cohorts: ReadonlySet<Cohort>, { event, partition, previous, place }: Passed): number {
    const notices = field.tell(event);
    const cursors = new EntryCursors(previous, place, partition, notices.length);
    for (const { returner, handled } of this.#partly) {
      // A cursor of another field may count more notices than this one tells: then none of them was told.
      if (returner.group.field === field && handled < notices.length) returner.joinedAt = this.#sequence + handled;
    }
    for (const [index, notice] of notices.entries()) {
      let cursor: Cursor | undefined;
      const before = () => cursors.before(index);
      for (const cohort of cohorts) {
        if (!cohort.listensTo(notice)) continue;
        cursor ??= cursors.after(index);
        const entry: Entry = { notice, cursor, before, sequence: this.#sequence + index + 1, snapshot: false, skipped: 0 };
        cohort.tell(entry);
      }
    }
    return notices.length;
  }

  #of(returner: Returner): Cohort {
    const { group } = returner;
    const known = this.#ofGroup.get(group);
    if (known) return known;
    const cohort = new Cohort(group, returner, {
      clock: this.home.clock,
      isShared: () => this.size > 1 || this.home.awaitsMore(),
      onSlow: (slow) => this.home.onSlow(slow),
      onEmpty: (empty) => {
        this.drop(empty);
        this.home.onEmpty();
      },
    });
    this.#ofGroup.set(group, cohort);
    this.#ofField.set(group.field, (this.#ofField.get(group.field) ?? new Set()).add(cohort));
    return cohort;
  }
}
