import type { Cursor } from '@marketgraph/bus';
import type { Clock } from '@marketgraph/service';
import type { Notice } from '../fields/subscription-field.ts';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import type { EventMessage, StreamGap, StreamNote } from '../protocol/event-message.ts';
import type { Entry } from './entry.ts';
import type { Sink } from './sink.ts';

interface Later {
  readonly entry: Entry;
  readonly message: EventMessage;
}

interface Held extends Later {
  readonly skipped: number;
}

/** More than this is not held back for a reader that has stopped reading: it catches up from the log instead. */
const MAX_HELD = 1_000;
const MAX_HELD_CHARACTERS = 128 * 1_024;

/** One for all subscribers of a hub: an idle one costs little. */
export interface SubscriberHome {
  readonly clock: Clock;
  /** It cannot be served from the live stream: it must catch up from there. */
  onBehind(subscriber: Subscriber, from: Cursor | null): void;
}

/** One subscription of one socket: its pace, what is held back for it, and what it must be told beside the data. */
export class Subscriber {
  /** Right after the last thing it was told; null before the first. */
  lastCursor: Cursor | null = null;
  isClosed = false;
  #held: Map<unknown, Held> | null = null;
  #heldCharacters = 0;
  /** What was counted when it joined: older entries are not for it. */
  #joinedAt = Number.NEGATIVE_INFINITY;
  /** By topic; with a pace only. */
  #sentAt: Map<string, number> | null = null;
  #gap: StreamGap | null = null;
  /** Ends the wait for the pace; null while nobody waits. */
  #flushing: AbortController | null = null;
  /** What the live stream told while it was still being told what came before. */
  #later: Later[] | null = null;
  /** It has left the live stream. */
  #isAway = false;
  #plainTail: Buffer | null = null;

  constructor(
    readonly id: string,
    readonly request: SubscriptionRequest,
    readonly sink: Sink,
    private readonly home: SubscriberHome,
  ) {}

  close(): void {
    this.isClosed = true;
    this.letGo();
    this.#flushing?.abort();
  }

  /** From here on it hears what is counted after `sequence`. */
  join(sequence: number): void {
    this.#joinedAt = sequence;
    this.#isAway = false;
  }

  /** Of the live stream. */
  mayHear({ notice, sequence }: Entry): boolean {
    return sequence > this.#joinedAt && this.maySee(notice);
  }

  maySee({ audience }: Notice): boolean {
    return audience === null || audience === this.request.viewer?.id;
  }

  /** Told with the next message. Gaps that follow each other become one. */
  noteGap(gap: StreamGap): void {
    this.#gap = this.#gap ? { ...gap, from: this.#gap.from } : gap;
  }

  /** The live stream waits: something that comes before is still to be told. */
  pause(): void {
    this.#later ??= [];
  }

  /** Everything before the live stream is told. */
  resume(): void {
    const later = this.#later ?? [];
    this.#later = null;
    for (const { entry, message } of later) {
      // Who has fallen behind goes on from the log, which has the others too.
      if (this.isClosed || this.#isAway) return;
      this.#heldCharacters -= message.size;
      this.tell(entry, message);
    }
  }

  /** From the live stream. */
  deliver(entry: Entry, message: EventMessage): void {
    if (this.isClosed) return;
    if (this.#later) this.#keep(this.#later, entry, message);
    else this.tell(entry, message);
  }

  /** Writes it, holds it back, or gives up; never waits. */
  tell(entry: Entry, message: EventMessage): void {
    if (this.isClosed) return;
    if (this.request.mode === 'EVERY') {
      if (this.sink.blocked) this.#fallBehind(entry.before());
      else this.#write(entry, message, entry.skipped);
    } else if (this.#mustHold(entry)) this.#hold(entry, message);
    else this.#write(entry, message, entry.skipped);
  }

  /** What waits for it is not told: it is read from the log again, after `lastCursor`. */
  letGo(): void {
    this.#held = null;
    this.#heldCharacters = 0;
    this.#later = null;
  }

  #write(entry: Entry, message: EventMessage, skipped: number): void {
    const note = this.#note(entry, skipped);
    this.#plainTail ??= this.sink.tail(this.id, null);
    this.sink.write(message, note ? this.sink.tail(this.id, note) : this.#plainTail);
    this.lastCursor = entry.cursor;
    const [topic] = entry.notice.topics;
    if (this.request.everyMs === 0 || topic === undefined) return;
    this.#sentAt ??= new Map();
    this.#sentAt.set(topic, this.home.clock.now());
  }

  #note(entry: Entry, skipped: number): StreamNote | null {
    const gap = this.#gap;
    if (!entry.snapshot && skipped === 0 && !gap) return null;
    this.#gap = null;
    return { ...(entry.snapshot && { snapshot: true as const }), ...(skipped > 0 && { skipped }), ...(gap && { gap }) };
  }

  #keep(later: Later[], entry: Entry, message: EventMessage): void {
    later.push({ entry, message });
    this.#heldCharacters += message.size;
    if (later.length > MAX_HELD || this.#heldCharacters > MAX_HELD_CHARACTERS) this.#fallBehind(this.lastCursor);
  }

  /** Once something is held back everything after it is too: cursors must rise. */
  #mustHold(entry: Entry): boolean {
    return (this.#held !== null && this.#held.size > 0) || this.sink.blocked || this.#waitFor(entry) > 0;
  }

  /** Milliseconds until the pace allows this entry. */
  #waitFor({ notice: { mergeKey, topics } }: Entry): number {
    const { everyMs } = this.request;
    if (everyMs === 0 || mergeKey === null) return 0;
    return (this.#sentAt?.get(topics[0] ?? '') ?? Number.NEGATIVE_INFINITY) + everyMs - this.home.clock.now();
  }

  #hold(entry: Entry, message: EventMessage): void {
    const key = entry.notice.mergeKey ?? entry;
    this.#held ??= new Map();
    const older = this.#held.get(key);
    this.#held.delete(key);
    this.#held.set(key, { entry, message, skipped: entry.skipped + (older ? older.skipped + 1 : 0) });
    this.#heldCharacters += message.size - (older?.message.size ?? 0);
    if (this.#held.size > MAX_HELD || this.#heldCharacters > MAX_HELD_CHARACTERS) this.#fallBehind(this.lastCursor);
    // What may not be merged does not wait for the pace either.
    else if (entry.notice.mergeKey === null && !this.sink.blocked) this.#writeHeld();
    else if (!this.#flushing) void this.#flush();
  }

  async #flush(): Promise<void> {
    const flushing = new AbortController();
    this.#flushing = flushing;
    while (this.#held && this.#held.size > 0 && !this.isClosed) {
      await this.sink.ready();
      const wait = Math.max(0, ...[...(this.#held?.values() ?? [])].map(({ entry }) => this.#waitFor(entry)));
      if (wait > 0) await this.home.clock.sleep(wait, flushing.signal);
      else this.#writeHeld();
    }
    this.#flushing = null;
  }

  #writeHeld(): void {
    for (const [key, { entry, message, skipped }] of this.#held ?? []) {
      if (this.isClosed || this.sink.blocked) return;
      this.#held?.delete(key);
      this.#heldCharacters -= message.size;
      this.#write(entry, message, skipped);
    }
    this.#held = null;
  }

  #fallBehind(from: Cursor | null): void {
    this.letGo();
    this.#isAway = true;
    this.home.onBehind(this, from);
  }
}
