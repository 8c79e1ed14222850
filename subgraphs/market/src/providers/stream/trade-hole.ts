import type { FeedGap } from '../../domain/price-feed.ts';
import type { KeyRange } from '../../domain/trade-sequence.ts';

/** Trades of a symbol that are missing: a gap as soon as it is told. */
export interface TradeHole extends KeyRange {
  last: number;
  /** Venue time of the last trade before it, and of the first after it. */
  readonly since: number;
  until: number | null;
  /** Venue time of the last of its trades that came meanwhile. */
  knownAt: number;
  /** By our clock. */
  readonly noticedAt: number;
  /** Small disorder is none: a hole becomes a gap when it lasts. */
  told: boolean;
  /** Of its trades so many were given up. */
  lost: number;
  /** When the venue is asked next, how often it answered without them, and how often it did not answer. */
  askAt: number;
  answers: number;
  failures: number;
}

export type NewHole = Pick<TradeHole, 'first' | 'last' | 'since' | 'until' | 'noticedAt'>;

export function openHole(hole: NewHole): TradeHole {
  return { ...hole, knownAt: hole.since, told: false, lost: 0, askAt: hole.noticedAt, answers: 0, failures: 0 };
}

/** What others are told of it. */
export function gapOf(symbol: string, hole: TradeHole, state: FeedGap['state'], missing: number, reason: string): FeedGap {
  const from = hole.until === null ? hole.since : Math.min(hole.since, hole.until);
  return { symbol, id: String(hole.first), state, from, to: hole.until, missing, reason };
}

/** As it stands in the feed's position: [first, last, since, until, told, lost, first and last of each range that is missing]. */
export function holeText(hole: TradeHole, missing: readonly KeyRange[]): string {
  const ranges = missing.map(({ first, last }) => `${first},${last}`).join(',');
  return `[${hole.first},${hole.last},${hole.since},${hole.until},${hole.told ? 1 : 0},${hole.lost},[${ranges}]]`;
}
