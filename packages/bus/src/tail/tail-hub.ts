import type { Logger } from '@marketgraph/service';
import { reasonOf } from '@marketgraph/service';
import { type Entry, readEntry } from '../entry.ts';
import type { LoggedEvent } from '../log.ts';
import type { Era, LogStore } from '../log-store.ts';
import { pause } from '../pause.ts';
import { at } from '../positions.ts';
import { Wake } from '../wake.ts';
import { mergeEntries } from './merge-entries.ts';
import { loggedEvent, TailRing } from './tail-ring.ts';

const PAGE = 500;
/** A missed notification delays by this much, no more. */
export const POLL_MS = 1_000;
/** A store that is told of all the time, and cannot be read, is not asked without a pause. */
const LEAST_PAUSE_MS = 100;

/** The one reader behind all tails of a process: reads what is new once, parses it once, and shares it through the ring. */
export class TailHub {
  readonly ring = new TailRing();
  /** Notified when the ring has grown. */
  readonly grown = new Wake();
  #tails = 0;
  #running: AbortController | null = null;

  constructor(
    readonly store: LogStore,
    readonly logger: Logger,
  ) {}

  enter(): void {
    this.#tails++;
    if (this.#running) return;
    this.#running = new AbortController();
    void this.#follow(this.#running.signal);
  }

  /** The last one out stops the reading. */
  leave(): void {
    this.#tails--;
    if (this.#tails > 0) return;
    this.#running?.abort();
    this.#running = null;
    this.ring.close();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let positions: number[] | null = null;
    let epoch = '';
    while (!signal.aborted) {
      const seen = this.store.wake.count;
      try {
        if (!positions || epoch !== this.store.era().epoch) {
          epoch = this.store.era().epoch;
          positions = await this.#begin(epoch, signal);
        }
        const entries: Entry[] = await this.store.readEntries(positions, PAGE);
        // What was read across a change of epoch belongs to neither.
        if (epoch !== this.store.era().epoch) continue;
        if (entries.length === 0) await this.store.wake.wait(seen, POLL_MS, signal);
        else if (!signal.aborted) this.#take(entries, positions, epoch);
      } catch (error) {
        this.logger.warn('The log cannot be read; trying again.', { reason: reasonOf(error) });
        await untilBack(this.store, seen, signal);
      }
    }
  }

  async #begin(epoch: string, signal: AbortSignal): Promise<number[]> {
    const positions = await this.store.head();
    if (!signal.aborted) this.ring.reset([...positions], epoch);
    this.grown.notify();
    return positions;
  }

  #take(entries: readonly Entry[], positions: number[], epoch: string): void {
    const merged = mergeEntries(entries, PAGE);
    const era = this.store.era();
    if (skipHoles(merged, positions)) this.ring.reset([...positions], epoch);
    this.ring.push(
      merged.map((entry) => {
        const logged = this.advance(entry, positions, era);
        return { partition: entry.partition, position: entry.position, positions: [...positions], logged, body: entry.body };
      }),
    );
    this.grown.notify();
  }

  /** Moves `positions` behind the entry and gives its event; null where it has none (with a word in the log) or is a group's alone. */
  advance(entry: Entry, positions: number[], era: Era): LoggedEvent | null {
    positions[entry.partition] = entry.position;
    if (entry.onlyFor !== undefined) return null;
    const read = readEntry(entry);
    if ('event' in read) return loggedEvent(read.event, entry.partition, era, positions);
    this.logger.warn('An entry of the log could not be read and is passed over.', {
      partition: entry.partition,
      position: entry.position,
      reason: read.fault,
    });
    return null;
  }
}

/** After a read that failed: until the store says that there is something to read, which it does as soon as it can be reached again. */
export async function untilBack({ wake }: Pick<LogStore, 'wake'>, seen: number, signal: AbortSignal): Promise<void> {
  await pause(LEAST_PAUSE_MS, signal);
  await wake.wait(seen, POLL_MS - LEAST_PAUSE_MS, signal);
}

/** Where a partition's first entry is not the next one, those between were trimmed: moves `positions` before it. */
export function skipHoles(entries: readonly Entry[], positions: number[]): boolean {
  const seen = new Set<number>();
  let skipped = false;
  for (const { partition, position } of entries) {
    if (seen.has(partition)) continue;
    seen.add(partition);
    if (position === at(positions, partition) + 1) continue;
    positions[partition] = position - 1;
    skipped = true;
  }
  return skipped;
}
