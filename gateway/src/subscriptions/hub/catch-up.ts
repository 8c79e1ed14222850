import { type Cursor, decodeCursor, encodeCursor, type LoggedEvent, type LogPlace, type LogReader } from '@marketgraph/bus';
import type { AnyEvent } from '@marketgraph/events';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import type { Cohort } from './cohort.ts';
import { Cohorts } from './cohorts.ts';
import { Path } from './path.ts';
import { isSamePlace } from './places.ts';
import type { Host, Returner } from './returner.ts';
import type { Start } from './start.ts';

export interface CatchUpHome {
  readonly log: LogReader;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the live stream is now; null before the log was first read. */
  live(): LogPlace | null;
  /** An event that the live stream has not told yet. */
  ahead(event: AnyEvent): void;
  /** These have reached the live stream; what their cohort has not told yet comes before it. */
  onJoined(cohort: Cohort): void;
  /** They cannot be served here: `apart` because others would wait for them, else because the log goes on elsewhere. */
  onLeft(returners: readonly Returner[], apart: boolean): void;
  onEnded(catchUp: CatchUp): void;
}

const RETRY_MS = 1_000;
/** Who takes nothing for so long keeps no page of the log: it is read again when that is wanted. Others wait for half of it. */
const PARK_MS = 1_000;

/**
 * One way to the live stream for all who take it together. It takes events from its own reader of the log and from the live stream,
 * whichever has the next one of a partition first: what it has seen grows without hole or repeat, passes through the places
 * where its returners stand, and as soon as it is what the live stream has told they join their groups.
 */
export class CatchUp implements Host {
  #era: Omit<LogPlace, 'positions'>;
  #seen: number[];
  readonly #path: Path;
  readonly #cohorts: Cohorts;
  readonly #stop = new AbortController();

  /** `starts` are a chain. */
  constructor(
    starts: readonly [Start, ...Start[]],
    private readonly home: CatchUpHome,
  ) {
    const { positions, ...era } = starts[0].place;
    this.#era = era;
    this.#seen = [...positions];
    this.#path = new Path(starts);
    this.#cohorts = new Cohorts({
      clock: home.clock,
      awaitsMore: () => this.#path.starts.length > 0,
      onSlow: (slow) => this.#release([slow], true),
      onEmpty: () => this.#endIfEmpty(),
    });
    for (const { returner } of starts) returner.host = this;
  }

  begin(): void {
    this.#arrive();
    this.#settle();
    if (!this.#stop.signal.aborted) void this.#run(this.#stop.signal);
  }

  /** Of someone who has not come to its place yet; the others have their cohorts. */
  leave(returner: Returner): void {
    const start = this.#path.starts.find((waiting) => waiting.returner === returner);
    if (start) this.#path.remove(start);
    this.#endIfEmpty();
  }

  /** `previous` is where the live stream stood in this partition before the event. */
  offerLive(logged: LoggedEvent, previous: number): void {
    const mayTake = this.#path.isOver && previous <= (this.#seen[logged.partition] ?? 0) && this.#cohorts.haveRoom;
    if (mayTake && !this.#isSeen(logged)) this.#tell(logged);
    this.#settle();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isParked = await this.#readOnce(signal);
      if (signal.aborted) return;
      if (isParked) await Promise.all(this.#cohorts.all.map((cohort) => cohort.untilIdle()));
      else await this.home.clock.sleep(RETRY_MS, signal);
    }
  }

  /** True when it gave up for now, because nobody reads. */
  async #readOnce(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#read(encodeCursor(this.#place()), signal);
    } catch (error) {
      this.home.logger.warn('The log cannot be replayed; trying again.', { reason: reasonOf(error) });
      return false;
    }
  }

  async #read(after: Cursor, signal: AbortSignal): Promise<boolean> {
    this.#path.forget();
    for await (const item of this.home.log.tail({ after, signal })) {
      if (item.kind === 'gap') this.#noteGap(item);
      else if (!(await this.#acceptAll(item.events, signal))) return true;
      if (signal.aborted) return false;
      this.#settle();
    }
    return false;
  }

  /** False when nobody takes the rest of them. */
  async #acceptAll(events: readonly LoggedEvent[], signal: AbortSignal): Promise<boolean> {
    for (const logged of events) {
      this.#accept(logged);
      if (!this.#cohorts.haveRoom) await this.#untilRoom();
      if (signal.aborted) return true;
      if (this.#cohorts.haveRoom) continue;
      if (this.#cohorts.size === 1 && this.#path.isOver) return false;
      this.#dismiss(this.#cohorts.all.filter(({ hasRoom }) => !hasRoom));
    }
    return true;
  }

  async #untilRoom(): Promise<void> {
    const enough = new AbortController();
    const room = Promise.all(this.#cohorts.all.map((cohort) => cohort.untilRoom()));
    const patience = this.#cohorts.size > 1 ? PARK_MS / 2 : PARK_MS;
    await Promise.race([room, this.home.clock.sleep(patience, AbortSignal.any([enough.signal, this.#stop.signal]))]);
    enough.abort();
  }

  #accept(logged: LoggedEvent): void {
    const { positions, ...era } = logged.place;
    // In a new life of the log's server.
    if (era.epoch !== this.#era.epoch || era.life !== this.#era.life) this.#giveUpPath();
    this.#era = era;
    if (!this.#isSeen(logged)) this.#path.push(logged);
    this.#tellAllowed();
    if (this.#path.isStuck) this.#giveUpPath();
    // Entries that nobody can read are behind it too.
    const told = this.#path.told(logged.place);
    this.#seen = this.#seen.map((position, partition) => Math.max(position, told[partition] ?? 0));
    this.#tellAllowed();
  }

  /** Who has not come to its place yet asks the log again where that is. */
  #giveUpPath(): void {
    this.#release(this.#path.giveUp().map(({ returner }) => returner));
    this.#tellAllowed();
  }

  #tellAllowed(): void {
    this.#arrive();
    for (let next = this.#path.take(); next; next = this.#path.take()) {
      this.#tell(next);
      this.#arrive();
    }
  }

  #isSeen({ partition, place }: LoggedEvent): boolean {
    return (place.positions[partition] ?? 0) <= (this.#seen[partition] ?? 0);
  }

  #arrive(): void {
    for (const start of this.#path.arrivals(this.#seen)) this.#cohorts.enter(start);
  }

  #tell({ event, partition, place }: LoggedEvent): void {
    const previous = this.#place();
    this.#seen[partition] = place.positions[partition] ?? 0;
    if (this.#isAhead(partition)) this.home.ahead(event);
    this.#cohorts.tell({ event, partition, previous, place: this.#place() });
  }

  #noteGap({ from, to, reason }: { from: Cursor; to: Cursor; reason: string }): void {
    this.#giveUpPath();
    this.#cohorts.noteGap({ from, to, reason });
    const place = decodeCursor(to);
    if (!place) return;
    const { positions, ...era } = place;
    this.#era = era;
    this.#seen = [...positions];
  }

  #isAhead(partition: number): boolean {
    const live = this.home.live();
    return live !== null && (this.#seen[partition] ?? 0) > (live.positions[partition] ?? 0);
  }

  /** Others do not wait for what these execute. */
  #dismiss(cohorts: readonly Cohort[]): void {
    for (const cohort of cohorts) this.#release(cohort.returners, true);
  }

  #release(returners: readonly Returner[], apart = false): void {
    for (const returner of returners) returner.leave();
    if (returners.length > 0) this.home.onLeft(returners, apart);
  }

  #settle(): void {
    const live = this.home.live();
    if (this.#stop.signal.aborted || !live || this.#era.epoch !== live.epoch) return;
    if (this.#path.isWaiting || !isSamePlace(this.#seen, live.positions)) return;
    for (const cohort of this.#cohorts.all) {
      this.#cohorts.drop(cohort);
      this.home.onJoined(cohort);
    }
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.#cohorts.size > 0 || this.#path.starts.length > 0 || this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.home.onEnded(this);
  }

  #place(): LogPlace {
    return { ...this.#era, positions: [...this.#seen] };
  }
}
