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

/** One for all of these, which follow each other; the trades between them came. */
export function joinHoles(first: TradeHole, others: readonly TradeHole[]): TradeHole {
  const newest = others.at(-1) ?? first;
  const lost = others.reduce((sum, hole) => sum + hole.lost, first.lost);
  return { ...first, last: newest.last, until: newest.until, lost };
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

const MAX_ANSWERS = 4;
const MAX_FAILURES = 120;
const MAX_REFUSALS = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export interface AskFailure {
  /** Whether the same question can have another answer later. */
  readonly mayLater: boolean;
  readonly retryAfterMs: number | null;
  readonly reason: string;
}

/** The venue answered. False: it has now been asked often enough for what it lacks. */
export function heardOf(hole: TradeHole, isProgress: boolean, isComplete: boolean, now: number): boolean {
  hole.failures = 0;
  hole.answers = isProgress || isComplete ? 0 : hole.answers + 1;
  hole.askAt = isComplete ? now : now + pauseMs(hole.answers);
  return hole.answers < MAX_ANSWERS;
}

/** It did not answer. False: it will not. A venue that is away for hours may still tell what is missing. */
export function heardNothing(hole: TradeHole, { mayLater, retryAfterMs }: AskFailure, now: number): boolean {
  hole.failures += 1;
  hole.askAt = now + Math.max(pauseMs(hole.failures), retryAfterMs ?? 0);
  return hole.failures < (mayLater ? MAX_FAILURES : MAX_REFUSALS);
}

function pauseMs(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(Math.max(tries - 1, 0), MAX_DOUBLINGS), LONGEST_PAUSE_MS);
}

const MAX_DOUBLINGS = 16;
