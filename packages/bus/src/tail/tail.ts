import { reasonOf } from '@marketgraph/service';
import { fitting, meanSize } from '../batch-size.ts';
import { encodeCursor } from '../cursor.ts';
import type { Cursor, GapReason, TailItem } from '../log.ts';
import type { Era } from '../log-store.ts';
import { mostOf, reaches } from '../positions.ts';
import { type FirstPlace, firstPlace } from './first-place.ts';
import { mergeEntries } from './merge-entries.ts';
import { POLL_MS, skipHoles, type TailHub, untilBack } from './tail-hub.ts';

const MAX_EVENTS = 256;
/** Characters of an entry, before any was read. */
const EXPECTED_SIZE = 6_000;

/**
 * One reader of everything. It is pulled: while its consumer is busy nothing is kept for it, and what has left the
 * ring meanwhile is read from the store again, up to where the ring begins.
 */
export class Tail {
  /** In which `#own` was read. */
  #era: Era = { epoch: '' };
  #own: number[] = [];
  #ringNext = 0;
  /** Of the entries that were caught up with last; what was larger before is forgotten by half with each page. */
  #meanSize = EXPECTED_SIZE;

  constructor(
    readonly hub: TailHub,
    readonly signal: AbortSignal,
  ) {}

  async *items(after: Cursor | undefined): AsyncGenerator<TailItem> {
    this.hub.enter();
    try {
      let cursor = after;
      while (!this.signal.aborted) {
        yield* this.#begin(cursor);
        yield* this.#follow();
        cursor = this.#cursor();
      }
    } finally {
      this.hub.leave();
    }
  }

  async *#begin(cursor: Cursor | undefined): AsyncGenerator<TailItem> {
    const first = await this.#retrying(() => firstPlace(this.hub.store, cursor));
    if (!first) return;
    this.#era = first.era;
    this.#own = first.positions;
    this.#ringNext = 0;
    if (first.gap && cursor !== undefined) yield this.#gap(cursor, first.gap);
    if (first.again !== null) yield* this.#again(first, first.again);
  }

  /** The entry that a partial cursor points into comes first: a later place cannot name it any more. */
  async *#again(first: FirstPlace, partition: number): AsyncGenerator<TailItem> {
    const head = first.positions.map((position, index) => (index === partition ? position : Number.MAX_SAFE_INTEGER));
    const [entry] = (await this.#retrying(() => this.hub.store.readEntries(head, 1))) ?? [];
    if (!entry || skipHoles([entry], [...this.#own])) return;
    const logged = this.hub.advance(entry, this.#own, this.#era);
    if (logged) yield { kind: 'events', events: [logged] };
  }

  /** Ends when the signal aborts or the log has begun a new epoch. */
  async *#follow(): AsyncGenerator<TailItem> {
    while (!this.signal.aborted && this.#sameEpoch()) {
      const { ring, grown } = this.hub;
      const seen = grown.count;
      if (!ring.covers(this.#own, this.#era.epoch)) {
        yield* this.#catchUp(seen);
        continue;
      }
      const { events, next } = ring.take(this.#ringNext, this.#own, MAX_EVENTS);
      this.#ringNext = next;
      if (events.length > 0) yield { kind: 'events', events };
      else await grown.wait(seen, POLL_MS, this.signal);
    }
  }

  async *#catchUp(seen: number): AsyncGenerator<TailItem> {
    const { store } = this.hub;
    // Of each partition: what a reader that is far behind holds meanwhile is bounded in size too.
    const limit = fitting(MAX_EVENTS, this.#meanSize * store.partitions);
    const page = (await this.#retrying(() => store.readEntries(this.#own, limit))) ?? [];
    // What was read across a change of epoch belongs to neither.
    if (!this.#sameEpoch()) return;
    if (page.length === 0) return yield* this.#trimmed(seen);
    const before = this.#cursor();
    this.#meanSize = Math.max(meanSize(page), this.#meanSize / 2);
    const merged = mergeEntries(page, limit);
    if (skipHoles(merged, this.#own)) yield this.#gap(before, 'TOO_OLD');
    const events = merged.flatMap((entry) => this.hub.advance(entry, this.#own, this.#era) ?? []);
    if (events.length > 0) yield { kind: 'events', events };
  }

  /** Nothing follows in the store, yet the ring begins later: what was between is trimmed, or the ring has not begun. */
  async *#trimmed(seen: number): AsyncGenerator<TailItem> {
    const oldest = await this.#retrying(() => this.hub.store.oldest());
    if (oldest && !reaches(this.#own, oldest)) {
      const before = this.#cursor();
      this.#own = mostOf(this.#own, oldest);
      return yield this.#gap(before, 'TOO_OLD');
    }
    await this.hub.grown.wait(seen, POLL_MS, this.signal);
  }

  #gap(from: Cursor, reason: GapReason): TailItem {
    return { kind: 'gap', from, to: this.#cursor(), reason };
  }

  #cursor(): Cursor {
    return encodeCursor({ ...this.#era, positions: this.#own });
  }

  /** The store has compared all that this process had read with what a new life of its server began with. */
  #sameEpoch(): boolean {
    const era = this.hub.store.era();
    if (era.epoch !== this.#era.epoch) return false;
    this.#era = era;
    return true;
  }

  async #retrying<T>(ask: () => Promise<T>): Promise<T | null> {
    while (!this.signal.aborted) {
      const seen = this.hub.store.wake.count;
      try {
        return await ask();
      } catch (error) {
        this.hub.logger.warn('A reader of the log waits for it.', { reason: reasonOf(error) });
        await untilBack(this.hub.store, seen, this.signal);
      }
    }
    return null;
  }
}
