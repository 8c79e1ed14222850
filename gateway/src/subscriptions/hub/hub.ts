import { type Cursor, encodeCursor, type GapReason, type LoggedEvent, type LogPlace, type LogReader } from '@marketgraph/bus';
import type { AnyEvent } from '@marketgraph/events';
import type { Clock, Logger, Metrics } from '@marketgraph/service';
import type { GraphQLError } from 'graphql';
import type { EventExecutor } from '../event-executor.ts';
import { fieldsOf } from '../fields/all-fields.ts';
import type { SubscriptionField } from '../fields/subscription-field.ts';
import type { Preparation } from '../planning/subscription-planner.ts';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import type { Cohort } from './cohort.ts';
import type { Group } from './group.ts';
import { Groups } from './groups.ts';
import { HubMetrics } from './hub-metrics.ts';
import type { LiveTailListener } from './live-tail.ts';
import { EntryCursors } from './places.ts';
import { Returner } from './returner.ts';
import { Returns } from './returns.ts';
import type { Sink } from './sink.ts';
import { Snapshot } from './snapshot.ts';
import { type KnownState, StateNotices } from './state-notices.ts';
import { Subscriber, type SubscriberHome } from './subscriber.ts';

export interface HubOptions {
  readonly log: LogReader;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly executor: EventExecutor;
  /** So many events may wait for execution in a group before its subscribers go on from the log. */
  readonly maxWaiting?: number;
  /** So many entries a reader of EVERY may lie behind before it is told a gap. */
  readonly maxBehind?: number;
  /** Told of an event that someone catching up hears before the live stream tells it. */
  ahead?(event: AnyEvent): void;
}

const MAX_WAITING = 10_000;
const MAX_BEHIND = 100_000;

export interface Subscribing {
  readonly id: string;
  readonly request: SubscriptionRequest;
  readonly sink: Sink;
  /** The operation does not fit the graph any more. */
  fail(errors: readonly GraphQLError[]): void;
}

interface Seat {
  readonly group: Group;
  readonly fail: Subscribing['fail'];
  /** Where the live stream stood when it came. */
  readonly start: LogPlace | null;
  /** While it does not hear the live stream, or hears something else first. */
  away: Returner | Snapshot | null;
}

/** From the log to every subscriber: groups share executions, those who cannot keep up go their own way until they can. */
export class Hub implements LiveTailListener {
  readonly #groups: Groups;
  readonly #seats = new Map<Subscriber, Seat>();
  readonly #returns: Returns;
  readonly #home: SubscriberHome;
  readonly #states = new StateNotices();
  readonly #metrics: HubMetrics;
  #live: LogPlace | null = null;
  #sequence = 0;

  constructor({ log, clock, logger, metrics, executor, ahead = () => undefined, ...most }: HubOptions) {
    const { maxWaiting = MAX_WAITING, maxBehind = MAX_BEHIND } = most;
    this.#metrics = new HubMetrics(metrics);
    const fallBehind = (subscriber: Subscriber, from: Cursor | null) => this.#fallBehind(subscriber, from);
    this.#groups = new Groups({ executor, metrics: this.#metrics, clock, maxWaiting, fallBehind });
    this.#home = { clock, onBehind: fallBehind };
    const onJoined = (cohort: Cohort) => this.#joinTogether(cohort);
    const onAway = (subscriber: Subscriber) => {
      this.#seats.get(subscriber)?.group.members.remove(subscriber);
      subscriber.letGo();
    };
    this.#returns = new Returns({ log, clock, logger, maxBehind, ahead, live: () => this.#live, onJoined, onAway });
  }

  /** For tests and metrics. */
  get size(): { groups: number; subscribers: number; catchingUp: number } {
    const away = [...this.#seats.values()].filter((seat) => seat.away !== null);
    return { groups: this.#groups.size, subscribers: this.#seats.size, catchingUp: away.length };
  }

  begin(place: LogPlace, lost: GapReason | null): void {
    const before = this.#live;
    this.#live = place;
    if (!lost || !before) return;
    const gap = { from: encodeCursor(before), to: encodeCursor(place), reason: lost };
    for (const subscriber of this.#seats.keys()) subscriber.noteGap(gap);
  }

  hear(logged: LoggedEvent): void {
    const previous = this.#live ?? logged.place;
    this.#sequence++;
    for (const field of fieldsOf(logged.event.type)) this.#tell(field, logged, previous);
    this.#live = logged.place;
    const position = previous.positions[logged.partition] ?? 0;
    for (const catchUp of this.#returns.catchUps) catchUp.offerLive(logged, position);
  }

  /** Returns what ends the subscription. */
  subscribe({ id, request, sink, fail }: Subscribing): () => void {
    const group = this.#groups.of(request);
    const subscriber = new Subscriber(id, request, sink, this.#home);
    group.claims.add(subscriber);
    this.#seats.set(subscriber, { group, fail, start: this.#live, away: null });
    this.#metrics.opened(request.prepared.field.name);
    this.#admit(subscriber);
    return () => this.#remove(subscriber);
  }

  /** After the graph has changed: operations that still fit are planned anew in place, the others end. */
  replan(prepare: (group: Group) => Preparation): { kept: number; ended: number } {
    let [kept, ended] = [0, 0];
    for (const group of this.#groups.all) {
      const preparation = prepare(group);
      if (preparation.kind === 'subscription') {
        group.prepared = preparation.prepared;
        kept++;
        continue;
      }
      ended++;
      const errors = preparation.kind === 'errors' ? preparation.errors : [];
      for (const subscriber of [...group.claims]) this.#seats.get(subscriber)?.fail(errors);
    }
    return { kept, ended };
  }

  #admit(subscriber: Subscriber): void {
    const seat = this.#seats.get(subscriber);
    if (!seat) return;
    const { after, mode, prepared, topics } = subscriber.request;
    if (after !== null) {
      this.#comeBack(subscriber, after);
      return;
    }
    this.#join(subscriber, seat.group);
    const states = mode === 'LATEST' ? this.#states.of(prepared.field.name, topics) : [];
    if (states.length > 0) this.#tellSnapshot(subscriber, seat, states);
  }

  /** What is known comes first, the live stream after it. */
  #tellSnapshot(subscriber: Subscriber, seat: Seat, states: readonly KnownState[]): void {
    subscriber.pause();
    seat.away = new Snapshot(subscriber, seat.group, states, () => {
      seat.away = null;
      subscriber.resume();
    });
  }

  #tell(field: SubscriptionField, { event, place, partition }: LoggedEvent, previous: LogPlace): void {
    const groups = this.#groups.listeningTo(field);
    if (!groups?.size && !field.keepsState) return;
    const notices = field.tell(event);
    const cursors = new EntryCursors(previous, place, partition, notices.length);
    const sequence = this.#sequence;
    for (const [index, notice] of notices.entries()) {
      if (notice.state) this.#states.note(field.name, { notice, cursor: () => cursors.after(index), sequence });
      const before = () => cursors.before(index);
      let cursor: Cursor | undefined;
      for (const group of groups ?? []) {
        if (!group.members.listenTo(notice)) continue;
        cursor ??= cursors.after(index);
        group.tell({ notice, cursor, before, sequence, snapshot: false, skipped: 0 });
      }
    }
  }

  #comeBack(subscriber: Subscriber, from: Cursor): void {
    const seat = this.#seats.get(subscriber);
    if (!seat) return;
    const returner = new Returner(subscriber, seat.group, from);
    seat.away = returner;
    this.#returns.come(returner);
  }

  #join(subscriber: Subscriber, group: Group): void {
    subscriber.join(this.#sequence);
    group.conveyor.seal();
    group.members.add(subscriber);
  }

  /** What their cohort has not told yet comes before the live stream. */
  #joinTogether(cohort: Cohort): void {
    for (const { subscriber, group } of cohort.returners) {
      subscriber.pause();
      this.#join(subscriber, group);
    }
    if (cohort.isIdle) this.#resume(cohort);
    else void cohort.untilIdle().then(() => this.#resume(cohort));
  }

  #resume(cohort: Cohort): void {
    for (const returner of cohort.returners) {
      const seat = this.#seats.get(returner.subscriber);
      if (seat?.away !== returner) continue;
      seat.away = null;
      returner.subscriber.resume();
    }
  }

  /** Nothing is kept for it, the log is. */
  #fallBehind(subscriber: Subscriber, from: Cursor | null): void {
    const seat = this.#seats.get(subscriber);
    if (!seat) return;
    const { away, group, start } = seat;
    group.members.remove(subscriber);
    seat.away = null;
    away?.leave();
    if (away) subscriber.letGo();
    if (away instanceof Snapshot) return void subscriber.sink.ready().then(() => this.#admit(subscriber));
    const told = (away ? away.from : from) ?? subscriber.request.after;
    const cursor = told ?? (start && encodeCursor(start)) ?? (this.#live && encodeCursor(this.#live));
    if (cursor !== null) this.#comeBack(subscriber, cursor);
  }

  #remove(subscriber: Subscriber): void {
    const seat = this.#seats.get(subscriber);
    if (!seat) return;
    this.#seats.delete(subscriber);
    subscriber.close();
    seat.away?.leave();
    seat.group.members.remove(subscriber);
    seat.group.claims.delete(subscriber);
    this.#metrics.closed(subscriber.request.prepared.field.name);
    if (seat.group.claims.size === 0) this.#groups.end(seat.group);
  }
}
