import {
  type Cursor,
  type CursorPlace,
  decodeCursor,
  distance,
  encodeCursor,
  type Log,
  type LoggedEvent,
  type LogPlace,
  reaches,
} from '@marketgraph/bus';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import type { EventMessage } from '../protocol/event-message.ts';
import { Conveyor } from './conveyor.ts';
import type { Entry } from './entry.ts';
import type { Group } from './group.ts';
import { EntryCursors, isSamePlace } from './places.ts';
import type { KnownState } from './state-notices.ts';
import type { Subscriber } from './subscriber.ts';

export interface CatchUpOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly subscriber: Subscriber;
  readonly group: Group;
  /** A reader of EVERY that is slower than the market for good is told a gap rather than served ever older news. */
  readonly maxBehind: number;
  /** Where the live stream is now; null before the log was first read. */
  live(): LogPlace | null;
  /** It has reached the live stream and everything before is told. */
  onJoined(catchUp: CatchUp): void;
}

const RETRY_MS = 1_000;
/** So much may wait for execution before the reading pauses. */
const ROOM = 64;
/** A reader that takes nothing for so long keeps no page of the log: it is read again when that is wanted. */
const PARK_MS = 1_000;
const MAX_WAITING = 100_000;

/**
 * A subscriber's own way to the live stream: from a snapshot, from its cursor, or from where it fell behind. It takes events
 * from its own reader of the log and from the live stream, whichever has the next one of a partition first: what it has seen grows
 * without hole or repeat, and as soon as it has seen what the live stream has told, it joins its group.
 */
export class CatchUp {
  /** What it has seen of each partition; null until the log has said where its cursor leads. */
  #seen: number[] | null = null;
  /** In which `#seen` was read. */
  #era: Omit<LogPlace, 'positions'> = { epoch: '' };
  #sequence = 0;
  /** Notices of the first entry that were handled before. */
  #handled = 0;
  #room: (() => void) | null = null;
  #idle: (() => void) | null = null;
  readonly #conveyor: Conveyor;
  readonly #stop = new AbortController();

  constructor(private readonly options: CatchUpOptions) {
    const { subscriber, group } = options;
    this.#conveyor = new Conveyor(
      {
        run: (entries) => group.execute(entries),
        deliver: (entry, message) => this.#deliver(entry, message),
        overflow: () => undefined,
        idle: () => {
          this.#idle?.();
          this.#settle();
        },
      },
      { merge: subscriber.request.mode === 'LATEST', limit: MAX_WAITING },
    );
  }

  get subscriber(): Subscriber {
    return this.options.subscriber;
  }

  stop(): void {
    this.#stop.abort();
    this.#conveyor.stop();
    this.#room?.();
    this.#idle?.();
  }

  /** Begins at the live stream with what is known. */
  fromSnapshot(states: readonly KnownState[], live: LogPlace): void {
    this.#take(live);
    for (const state of states) {
      const cursor = state.cursor();
      this.#push({ notice: state.notice, cursor, before: () => cursor, snapshot: true });
    }
    this.#settle();
  }

  fromCursor(after: Cursor): void {
    void this.#replay(after);
  }

  /** `previous` is where the live stream stood in this partition before the event. */
  offerLive(logged: LoggedEvent, previous: number): void {
    const seen = this.#seen?.[logged.partition];
    const mayTake = seen !== undefined && previous <= seen && this.#handled === 0 && this.#hasRoom();
    if (mayTake) this.#accept(logged);
    if (this.#conveyor.isIdle) this.#settle();
  }

  async #replay(after: Cursor): Promise<void> {
    const { signal } = this.#stop;
    let cursor = after;
    while (!signal.aborted) {
      const isParked = await this.#replayOnce(cursor, signal);
      if (signal.aborted) return;
      if (this.#seen && this.#handled === 0) cursor = encodeCursor(this.#place());
      if (isParked) await this.#untilIdle();
      else await this.options.clock.sleep(RETRY_MS, signal);
    }
  }

  /** True when it gave up for now, because its subscriber does not read. */
  async #replayOnce(after: Cursor, signal: AbortSignal): Promise<boolean> {
    try {
      await this.subscriber.sink.ready();
      if (signal.aborted) return false;
      const cursor = await this.#begin(after);
      this.#settle();
      return !signal.aborted && (await this.#read(cursor, signal));
    } catch (error) {
      this.options.logger.warn('The log cannot be replayed; trying again.', { reason: reasonOf(error) });
      return false;
    }
  }

  /** Knows what it has seen when the log knows the cursor; else the log's first word will be the gap. */
  async #begin(cursor: Cursor): Promise<Cursor> {
    const head = await this.options.log.head();
    const place = decodeCursor(cursor);
    this.#seen = null;
    this.#handled = 0;
    if (!place || place.epoch !== head.epoch || place.positions.length !== head.positions.length) return cursor;
    if (!reaches(head.positions, place.positions)) return cursor;
    if (this.#isTooFarBehind(place, head)) {
      this.subscriber.noteGap({ from: cursor, to: encodeCursor(head), reason: 'TOO_SLOW' });
      this.#take(head);
      return encodeCursor(head);
    }
    this.#takeBehind(place);
    return cursor;
  }

  #isTooFarBehind(place: LogPlace, head: LogPlace): boolean {
    const { mode, prepared } = this.subscriber.request;
    return mode === 'EVERY' && !prepared.field.personal && distance(place.positions, head.positions) > this.options.maxBehind;
  }

  async #read(after: Cursor, signal: AbortSignal): Promise<boolean> {
    for await (const item of this.options.log.tail({ after, signal })) {
      if (item.kind === 'gap') this.#noteGap(item);
      else if (!this.#seen) this.#takeKnown(after, item.events);
      if (item.kind === 'events' && !(await this.#acceptAll(item.events, signal))) return true;
      if (signal.aborted) return false;
      this.#settle();
    }
    return false;
  }

  /** The log goes on from a place of an earlier epoch without a gap where nothing behind it was lost. */
  #takeKnown(cursor: Cursor, [first]: readonly LoggedEvent[]): void {
    const place = decodeCursor(cursor);
    if (place && first) this.#takeBehind({ ...first.place, ...(place.partial && { partial: place.partial }), positions: place.positions });
  }

  /** False when there is no room for the rest of them. */
  async #acceptAll(events: readonly LoggedEvent[], signal: AbortSignal): Promise<boolean> {
    for (const logged of events) {
      this.#accept(logged);
      if (!this.#hasRoom()) await Promise.race([this.#untilRoom(), this.options.clock.sleep(PARK_MS, signal)]);
      if (signal.aborted) return true;
      if (!this.#hasRoom()) return false;
    }
    return true;
  }

  #noteGap({ from, to, reason }: { from: Cursor; to: Cursor; reason: string }): void {
    this.subscriber.noteGap({ from, to, reason });
    const place = decodeCursor(to);
    if (!place) return;
    this.#takeBehind(place);
    // The entry that was handled in part may lie behind what was trimmed: then it still comes again. After a lost tail another lies there.
    if (reason !== 'TOO_OLD') return;
    const before = decodeCursor(from);
    const partition = before?.partial?.partition ?? -1;
    if (before?.partial && place.positions[partition] === (before.positions[partition] ?? 0) - 1) this.#handled = before.partial.item;
  }

  /** An entry that was handled in part comes again, first and alone: it is not seen yet. */
  #takeBehind({ positions, partial, ...era }: CursorPlace): void {
    this.#take({ ...era, positions: positions.map((position, partition) => (partition === partial?.partition ? position - 1 : position)) });
    this.#handled = partial?.item ?? 0;
  }

  #accept(logged: LoggedEvent): void {
    const { partition, place } = logged;
    const position = place.positions[partition] ?? 0;
    const seen = this.#seen;
    if (!seen || position <= (seen[partition] ?? 0)) return;
    const previous = this.#place();
    this.#era = place;
    seen[partition] = position;
    const handled = this.#handled;
    this.#handled = 0;
    this.#tell(logged, previous, handled);
  }

  #tell({ partition, event }: LoggedEvent, previous: LogPlace, handled: number): void {
    const { field } = this.subscriber.request.prepared;
    const notices = field.types.includes(event.type) ? field.tell(event) : [];
    const cursors = new EntryCursors(previous, this.#place(), partition, notices.length);
    // A cursor of another field may count more notices than this one tells: then none of them was handled.
    const first = handled < notices.length ? handled : 0;
    for (const [index, notice] of notices.entries()) {
      if (index < first || !this.#concerns(notice)) continue;
      this.#push({ notice, cursor: cursors.after(index), before: () => cursors.before(index), snapshot: false });
    }
  }

  #concerns({ topics, audience }: Entry['notice']): boolean {
    const { topics: wanted, viewer } = this.subscriber.request;
    return (audience === null || audience === viewer?.id) && (wanted === null || topics.some((topic) => wanted.includes(topic)));
  }

  #push(entry: Omit<Entry, 'sequence' | 'skipped'>): void {
    this.#conveyor.push({ ...entry, sequence: this.#sequence++, skipped: 0 });
  }

  #deliver(entry: Entry, message: EventMessage): Promise<void> | void {
    if (this.subscriber.request.mode === 'LATEST') this.subscriber.deliver(entry, message);
    else return this.#deliverEach(entry, message);
    if (this.#hasRoom()) this.#room?.();
  }

  async #deliverEach(entry: Entry, message: EventMessage): Promise<void> {
    if (this.subscriber.sink.blocked) await this.subscriber.sink.ready();
    if (this.#stop.signal.aborted) return;
    this.subscriber.write(entry, message, entry.skipped);
    if (this.#hasRoom()) this.#room?.();
  }

  #hasRoom(): boolean {
    return this.subscriber.request.mode === 'LATEST' || this.#conveyor.size < ROOM;
  }

  #untilRoom(): Promise<void> {
    return new Promise((resolve) => {
      this.#room = () => {
        this.#room = null;
        resolve();
      };
    });
  }

  #untilIdle(): Promise<void> {
    if (this.#conveyor.isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle = () => {
        this.#idle = null;
        resolve();
      };
    });
  }

  #settle(): void {
    const live = this.options.live();
    if (this.#stop.signal.aborted || !live || !this.#seen || this.#era.epoch !== live.epoch) return;
    if (this.#handled > 0 || !this.#conveyor.isIdle || !isSamePlace(this.#seen, live.positions)) return;
    this.options.onJoined(this);
  }

  #take({ positions, ...era }: LogPlace): void {
    this.#era = era;
    this.#seen = [...positions];
  }

  #place(): LogPlace {
    return { ...this.#era, positions: [...(this.#seen ?? [])] };
  }
}
