import { type Cursor, encodeCursor, type GapReason, type Log, type LoggedEvent, type LogPlace } from '@marketgraph/bus';
import type { Clock, Logger, Metrics } from '@marketgraph/service';
import type { GraphQLError } from 'graphql';
import type { EventExecutor } from '../event-executor.ts';
import { fieldsOf } from '../fields/all-fields.ts';
import type { SubscriptionField } from '../fields/subscription-field.ts';
import type { Preparation } from '../planning/subscription-planner.ts';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import { CatchUp } from './catch-up.ts';
import { Group, groupKey } from './group.ts';
import { HubMetrics } from './hub-metrics.ts';
import type { LiveTailListener } from './live-tail.ts';
import { EntryCursors } from './places.ts';
import type { Sink } from './sink.ts';
import { StateNotices } from './state-notices.ts';
import { Subscriber } from './subscriber.ts';

export interface HubOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly executor: EventExecutor;
  /** So many events may wait for execution in a group before its subscribers go on from the log. */
  readonly maxWaiting?: number;
  /** So many entries a reader of EVERY may lie behind before it is told a gap. */
  readonly maxBehind?: number;
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
  readonly start: Cursor | null;
  catchUp: CatchUp | null;
}

/** From the log to every subscriber: groups share executions, those who cannot keep up go their own way until they can. */
export class Hub implements LiveTailListener {
  readonly #groups = new Map<string, Group>();
  readonly #groupsOfField = new Map<SubscriptionField, Set<Group>>();
  readonly #seats = new Map<Subscriber, Seat>();
  readonly #catchingUp = new Set<CatchUp>();
  readonly #states = new StateNotices();
  readonly #metrics: HubMetrics;
  #live: LogPlace | null = null;
  #sequence = 0;

  constructor(private readonly options: HubOptions) {
    this.#metrics = new HubMetrics(options.metrics);
  }

  /** For tests and metrics. */
  get size(): { groups: number; subscribers: number; catchingUp: number } {
    return { groups: this.#groups.size, subscribers: this.#seats.size, catchingUp: this.#catchingUp.size };
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
    for (const catchUp of [...this.#catchingUp]) catchUp.offerLive(logged, position);
  }

  /** Returns what ends the subscription. */
  subscribe({ id, request, sink, fail }: Subscribing): () => void {
    const group = this.#groupOf(request);
    const subscriber = new Subscriber({
      id,
      request,
      sink,
      clock: this.options.clock,
      onBehind: (behind, from) => this.#fallBehind(behind, from),
    });
    group.claims.add(subscriber);
    this.#seats.set(subscriber, { group, fail, start: this.#live && encodeCursor(this.#live), catchUp: null });
    this.#metrics.opened(request.prepared.field.name);
    this.#admit(subscriber, group);
    return () => this.#remove(subscriber);
  }

  /** After the graph has changed: operations that still fit are planned anew in place, the others end. */
  replan(prepare: (group: Group) => Preparation): { kept: number; ended: number } {
    let [kept, ended] = [0, 0];
    for (const group of [...this.#groups.values()]) {
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

  #admit(subscriber: Subscriber, group: Group): void {
    const { request } = subscriber;
    const fromNow = request.after === null && request.mode === 'LATEST';
    const states = fromNow ? this.#states.of(request.prepared.field.name, request.topics) : [];
    if (request.after !== null) this.#catchUp(subscriber).fromCursor(request.after);
    else if (states.length > 0 && this.#live) this.#catchUp(subscriber).fromSnapshot(states, this.#live);
    else this.#join(subscriber, group);
  }

  #tell(field: SubscriptionField, { event, place, partition }: LoggedEvent, previous: LogPlace): void {
    const groups = this.#groupsOfField.get(field);
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

  #catchUp(subscriber: Subscriber): CatchUp {
    const seat = this.#seats.get(subscriber);
    if (!seat) throw new Error('A subscriber that has left cannot catch up.');
    const { log, clock, logger, maxBehind = MAX_BEHIND } = this.options;
    const onJoined = (catchUp: CatchUp) => {
      this.#leaveCatchUp(seat, catchUp);
      this.#join(subscriber, seat.group);
    };
    const catchUp = new CatchUp({ log, clock, logger, subscriber, group: seat.group, maxBehind, live: () => this.#live, onJoined });
    seat.catchUp = catchUp;
    this.#catchingUp.add(catchUp);
    return catchUp;
  }

  #leaveCatchUp(seat: Seat, catchUp: CatchUp): void {
    catchUp.stop();
    this.#catchingUp.delete(catchUp);
    seat.catchUp = null;
  }

  #join(subscriber: Subscriber, group: Group): void {
    subscriber.joinedAt = this.#sequence;
    group.conveyor.seal();
    group.members.add(subscriber);
  }

  /** It reads too slowly: nothing is kept for it, the log is. */
  #fallBehind(subscriber: Subscriber, from: Cursor | null): void {
    const seat = this.#seats.get(subscriber);
    if (!seat) return;
    seat.group.members.remove(subscriber);
    if (seat.catchUp) this.#leaveCatchUp(seat, seat.catchUp);
    const start = from ?? subscriber.request.after ?? seat.start ?? (this.#live && encodeCursor(this.#live));
    if (start !== null) this.#catchUp(subscriber).fromCursor(start);
  }

  #remove(subscriber: Subscriber): void {
    const seat = this.#seats.get(subscriber);
    if (!seat) return;
    this.#seats.delete(subscriber);
    subscriber.close();
    if (seat.catchUp) this.#leaveCatchUp(seat, seat.catchUp);
    seat.group.members.remove(subscriber);
    seat.group.claims.delete(subscriber);
    this.#metrics.closed(subscriber.request.prepared.field.name);
    if (seat.group.claims.size > 0) return;
    seat.group.conveyor.stop();
    this.#groups.delete(seat.group.key);
    this.#groupsOfField.get(seat.group.field)?.delete(seat.group);
  }

  #groupOf(request: SubscriptionRequest): Group {
    const key = groupKey(request);
    const known = this.#groups.get(key);
    if (known) return known;
    const group = new Group(key, request, {
      executor: this.options.executor,
      metrics: this.#metrics,
      clock: this.options.clock,
      maxWaiting: this.options.maxWaiting ?? MAX_WAITING,
      fallBehind: (subscriber, from) => this.#fallBehind(subscriber, from),
    });
    this.#groups.set(key, group);
    this.#groupsOfField.set(group.field, (this.#groupsOfField.get(group.field) ?? new Set()).add(group));
    return group;
  }
}
