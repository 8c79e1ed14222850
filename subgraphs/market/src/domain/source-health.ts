import { SECOND_MS } from '@marketgraph/vocabulary';
import type { FeedState } from './feed-state.ts';

/** How long a source may be in trouble before another one is taken, and well before it is taken back. */
export interface SourcePatience {
  /** Nobody tells of the feed: its process died, or stands still. */
  readonly silentMs: number;
  /** It connects anew: one that is back in a moment is not replaced. */
  readonly connectingMs: number;
  /** At the start, for feeds that were not heard of yet. */
  readonly firstMs: number;
  readonly backAfterMs: number;
}

export const usualPatience: SourcePatience = {
  silentMs: 2.5 * SECOND_MS,
  connectingMs: 1.5 * SECOND_MS,
  firstMs: 10 * SECOND_MS,
  backAfterMs: 30 * SECOND_MS,
};

interface Health {
  readonly heardAt: number;
  readonly state: FeedState;
  /** A silence that nobody is to worry about. */
  readonly isClosed: boolean;
  readonly turnedAt: number;
  readonly hasServed: boolean;
  /** Null while it is in trouble, were it only for a moment. */
  readonly wellSince: number | null;
}

/** How the feeds are doing that may replace each other. Time is given to it. */
export class SourceHealth {
  readonly #known = new Map<string, Health>();

  constructor(
    readonly patience: SourcePatience,
    private readonly startedAt: number,
  ) {}

  hear(feed: string, state: FeedState, isClosed: boolean, at: number): void {
    const before = this.#known.get(feed);
    const turnedAt = before?.state === state && before.isClosed === isClosed ? before.turnedAt : at;
    const isServing = state === 'LIVE' || (state === 'QUIET' && isClosed);
    const wasSilent = before !== undefined && at - before.heardAt > this.patience.silentMs;
    const wellSince = isServing ? ((wasSilent ? null : before?.wellSince) ?? at) : null;
    const hasServed = isServing || (before?.hasServed ?? false);
    this.#known.set(feed, { heardAt: at, state, isClosed, turnedAt, hasServed, wellSince });
  }

  /** Whether prices may be expected of it. */
  isWell(feed: string, now: number): boolean {
    const health = this.#known.get(feed);
    if (!health || now - health.heardAt > this.patience.silentMs) return false;
    return health.wellSince !== null || (health.state === 'CONNECTING' && now - health.turnedAt < this.patience.connectingMs);
  }

  /** Whether it was well for so long that it may be taken back. */
  isWellAgain(feed: string, now: number): boolean {
    const since = this.#known.get(feed)?.wellSince ?? null;
    return this.isWell(feed, now) && since !== null && now - since >= this.patience.backAfterMs;
  }

  /** Whether it may still be about to connect for the first time. */
  isAwaited(feed: string, now: number): boolean {
    const health = this.#known.get(feed);
    const hasBegun = health !== undefined && (health.hasServed || health.state !== 'CONNECTING');
    return !hasBegun && now - this.startedAt < this.patience.firstMs;
  }

  /** In words, for whoever asks why it was replaced. */
  troubleOf(feed: string, now: number): string {
    const health = this.#known.get(feed);
    if (!health || now - health.heardAt > this.patience.silentMs) return `Nobody tells of ${feed} any more.`;
    return `${feed} is ${health.state}.`;
  }
}

/**
 * The source that should be active; null when all stays as it is: while the active one is well, unless one that is preferred to it was well
 * for long, and while no other is well either.
 */
export function chooseSource(
  order: readonly string[],
  active: string,
  health: SourceHealth,
  now: number,
): { source: string; reason: string } | null {
  if (health.isWell(active, now)) {
    const better = order.slice(0, Math.max(order.indexOf(active), 0)).find((source) => health.isWellAgain(source, now));
    return better === undefined ? null : { source: better, reason: `${better} is preferred to ${active}, and well again.` };
  }
  if (order.includes(active) && health.isAwaited(active, now)) return null;
  const next = order.find((source) => source !== active && health.isWell(source, now));
  return next === undefined ? null : { source: next, reason: health.troubleOf(active, now) };
}
