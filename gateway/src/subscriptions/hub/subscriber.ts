import type { Cursor } from '@marketgraph/bus';
import type { Clock } from '@marketgraph/service';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import type { EventMessage, StreamGap, StreamNote } from '../protocol/event-message.ts';
import type { Entry } from './entry.ts';
import type { Sink } from './sink.ts';

interface Held {
  readonly entry: Entry;
  readonly message: EventMessage;
  skipped: number;
}

/** More than this is not held back for a reader that has stopped reading: it catches up from the log instead. */
const MAX_HELD = 1_000;
const MAX_HELD_CHARACTERS = 128 * 1_024;

export interface SubscriberOptions {
  readonly id: string;
  readonly sink: Sink;
  readonly request: SubscriptionRequest;
  readonly clock: Clock;
  /** It cannot be served from the live stream: it must catch up from there. */
  onBehind(subscriber: Subscriber, from: Cursor | null): void;
}

/** One subscription of one socket: its pace, what is held back for it, and what it must be told beside the data. */
export class Subscriber {
  readonly id: string;
  readonly request: SubscriptionRequest;
  readonly sink: Sink;
  /** Right after the last thing it was told; null before the first. */
  lastCursor: Cursor | null = null;
  /** What the hub had heard when it joined its group: older entries are not for it. */
  joinedAt = Number.NEGATIVE_INFINITY;
  #held = new Map<unknown, Held>();
  #heldCharacters = 0;
  #sentAt = new Map<string, number>();
  #gap: StreamGap | null = null;
  #flushing = false;
  readonly #closed = new AbortController();
  readonly #plainTail: Buffer;

  constructor(private readonly options: SubscriberOptions) {
    this.id = options.id;
    this.request = options.request;
    this.sink = options.sink;
    this.#plainTail = options.sink.tail(options.id, null);
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  close(): void {
    this.#closed.abort();
    this.#letGo();
  }

  mayHear({ notice, sequence }: Entry): boolean {
    return sequence > this.joinedAt && (notice.audience === null || notice.audience === this.request.viewer?.id);
  }

  /** Told with the next message. Gaps that follow each other become one. */
  noteGap(gap: StreamGap): void {
    this.#gap = this.#gap ? { ...gap, from: this.#gap.from } : gap;
  }

  /** Writes it, holds it back, or gives up on the live stream; never waits. */
  deliver(entry: Entry, message: EventMessage): void {
    if (this.isClosed) return;
    if (this.request.mode === 'EVERY') {
      if (this.sink.blocked) this.#fallBehind(entry.before());
      else this.write(entry, message, entry.skipped);
    } else if (this.#mustHold(entry)) this.#hold(entry, message);
    else this.write(entry, message, entry.skipped);
  }

  write(entry: Entry, message: EventMessage, skipped: number): void {
    const note = this.#note(entry, skipped);
    this.sink.write(message, note ? this.sink.tail(this.id, note) : this.#plainTail);
    this.lastCursor = entry.cursor;
    const [topic] = entry.notice.topics;
    if (this.request.everyMs > 0 && topic !== undefined) this.#sentAt.set(topic, this.options.clock.now());
  }

  #note(entry: Entry, skipped: number): StreamNote | null {
    const gap = this.#gap;
    if (!entry.snapshot && skipped === 0 && !gap) return null;
    this.#gap = null;
    return { ...(entry.snapshot && { snapshot: true as const }), ...(skipped > 0 && { skipped }), ...(gap && { gap }) };
  }

  /** Once something is held back everything after it is too: cursors must rise. */
  #mustHold(entry: Entry): boolean {
    return this.#held.size > 0 || this.sink.blocked || this.#waitFor(entry) > 0;
  }

  /** Milliseconds until the pace allows this entry. */
  #waitFor({ notice: { mergeKey, topics } }: Entry): number {
    const { everyMs } = this.request;
    if (everyMs === 0 || mergeKey === null) return 0;
    return (this.#sentAt.get(topics[0] ?? '') ?? Number.NEGATIVE_INFINITY) + everyMs - this.options.clock.now();
  }

  #hold(entry: Entry, message: EventMessage): void {
    const key = entry.notice.mergeKey ?? entry;
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
    this.#flushing = true;
    while (this.#held.size > 0 && !this.isClosed) {
      await this.sink.ready();
      const wait = Math.max(0, ...[...this.#held.values()].map(({ entry }) => this.#waitFor(entry)));
      if (wait > 0) await this.options.clock.sleep(wait, this.#closed.signal);
      else this.#writeHeld();
    }
    this.#flushing = false;
  }

  #writeHeld(): void {
    for (const [key, { entry, message, skipped }] of this.#held) {
      if (this.isClosed || this.sink.blocked) return;
      this.#held.delete(key);
      this.#heldCharacters -= message.size;
      this.write(entry, message, skipped);
    }
  }

  #fallBehind(from: Cursor | null): void {
    this.#letGo();
    this.options.onBehind(this, from);
  }

  #letGo(): void {
    this.#held.clear();
    this.#heldCharacters = 0;
  }
}
