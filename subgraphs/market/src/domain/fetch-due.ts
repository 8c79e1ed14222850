import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import type { Session } from './calendar.ts';

/** One thing that a provider can be asked for again and again. */
export interface FetchTarget {
  readonly id: string;
  readonly symbol: string;
  /** Whose sessions it follows; '' where trading never stops. */
  readonly venue: string;
  /** PRICE: wanted while its venue is open, and once after each session. DAY: wanted once after each trading day. */
  readonly kind: 'PRICE' | 'DAY';
  /** As often as it is wanted at most; the budget makes it rarer. */
  readonly everyMs: number;
}

export interface Fetched {
  readonly at: number;
  /** The newest time that the answer told of; null where that says nothing of whether there will be more. */
  readonly asOf: number | null;
  /** It was refused: sooner it is not asked for again. */
  readonly notBefore?: number;
  /** It told of the session before while one was on: until then it is not asked during sessions, which costs calls and tells nothing. */
  readonly lateUntil?: number;
}

/** The session of a venue that is on, or else the next one. */
export type SessionOf = (venue: string, at: number) => Session;

/** The sessions of a venue around an instant. */
export interface VenueTimes {
  readonly current: Session;
  /** The last one that is over. */
  readonly ended: Ended | null;
}

/** Prices are told a quarter of an hour late, and by the candle: what is asked earlier in a session still tells of the one before. */
const OPENING_MS = 30 * MINUTE_MS;
/** After its end the last of a session is told by then. */
const SETTLE_MS = HOUR_MS;
/** A day that is not told by then is asked for again, so often and for so long. */
const RETRY_MS = 2 * HOUR_MS;
const RETRIES_MS = 8 * HOUR_MS;
/** What tells nothing new is asked half as often as it is old, but at least so often. */
const LONGEST_WAIT_MS = 3 * HOUR_MS;
/** Plans change: then it is tried again. */
const LATE_FOR_MS = 7 * DAY_MS;
const LONGEST_REST_DAYS = 21;

interface Ended {
  readonly opensAt: number;
  readonly closesAt: number;
}

/** When a target is to be fetched next; Infinity where its venue will not open again as far as is known. */
export function dueAt(target: FetchTarget, fetched: Fetched | undefined, { current, ended }: VenueTimes, now: number): number {
  if (!fetched) return now;
  const due = target.kind === 'DAY' ? dayDueAt(fetched, current, ended) : priceDueAt(target, fetched, current, ended);
  // What is told by the month is asked for by the week.
  const rare = target.everyMs > DAY_MS ? fetched.at + target.everyMs - DAY_MS : 0;
  return Math.max(due, rare, fetched.notBefore ?? 0);
}

/** What is to be remembered of an answer; `current`: the session at its time. */
export function noteFetched(before: Fetched | undefined, fetched: Fetched, { open, opensAt }: Session): Fetched {
  const { at, asOf } = fetched;
  const known = before?.lateUntil ?? 0;
  if (!open || opensAt === null || asOf === null || at < opensAt + OPENING_MS) return { ...fetched, lateUntil: known };
  return { ...fetched, lateUntil: asOf < opensAt ? at + LATE_FOR_MS : 0 };
}

export function venueTimes(venue: string, session: SessionOf, now: number): VenueTimes {
  const current = session(venue, now);
  return { current, ended: lastEnded(venue, session, current, now) };
}

/** As far as sessions say how long it is open between now and `until`. */
export function openMsUntil(venue: string, session: SessionOf, now: number, until: number): number {
  let openMs = 0;
  for (let at = now; at < until; ) {
    const { open, opensAt, closesAt } = session(venue, at);
    if (open) openMs += Math.min(closesAt ?? until, until) - at;
    const next = open ? closesAt : opensAt;
    if (next === null || next <= at) break;
    at = next;
  }
  return openMs;
}

function dayDueAt(fetched: Fetched, current: Session, ended: Ended | null): number {
  const next = endOf(current) + SETTLE_MS;
  if (!ended) return next;
  // A day's candle begins at its midnight, before the session.
  const isTold = fetched.asOf === null || fetched.asOf > ended.opensAt - DAY_MS;
  return afterSession(fetched, ended.closesAt + SETTLE_MS, isTold, next);
}

function priceDueAt(target: FetchTarget, fetched: Fetched, current: Session, ended: Ended | null): number {
  const { open, opensAt, closesAt } = current;
  if (opensAt === null || closesAt === null) return open ? nextTime(target, fetched) : Number.POSITIVE_INFINITY;
  const isTold = !ended || fetched.asOf === null || fetched.asOf >= ended.opensAt;
  const isLate = isTold && (fetched.lateUntil ?? 0) > closesAt;
  if (open && !isLate) return withinSession(target, fetched, opensAt, closesAt);
  const next = isLate ? closesAt + SETTLE_MS : opensAt + OPENING_MS;
  return open || !ended ? next : afterSession(fetched, ended.closesAt + SETTLE_MS, isTold, next);
}

function afterSession(fetched: Fetched, toldBy: number, isTold: boolean, next: number): number {
  if (fetched.at < toldBy) return toldBy;
  return isTold ? next : again(fetched, toldBy, next);
}

function withinSession(target: FetchTarget, fetched: Fetched, opensAt: number, closesAt: number): number {
  const known = opensAt + OPENING_MS;
  if (fetched.at < known) return Math.max(known, fetched.at + target.everyMs);
  const isOfBefore = fetched.asOf !== null && fetched.asOf < opensAt;
  const next = nextTime(target, fetched);
  return isOfBefore || next > closesAt ? closesAt + SETTLE_MS : next;
}

function nextTime({ everyMs }: FetchTarget, { at, asOf }: Fetched): number {
  const ageMs = asOf === null ? 0 : at - asOf;
  return at + Math.max(everyMs, Math.min(ageMs / 2, LONGEST_WAIT_MS));
}

function again(fetched: Fetched, toldBy: number, next: number): number {
  return fetched.at < toldBy + RETRIES_MS ? fetched.at + RETRY_MS : next;
}

/** Where trading never stops, days end at midnight. */
function endOf({ closesAt, open, tradingDayStart }: Session): number {
  if (closesAt !== null) return closesAt;
  return open ? tradingDayStart + DAY_MS : Number.POSITIVE_INFINITY;
}

function lastEnded(venue: string, session: SessionOf, current: Session, now: number): Ended | null {
  if (current.open && current.opensAt === null) {
    return { opensAt: current.tradingDayStart - DAY_MS, closesAt: current.tradingDayStart };
  }
  let found: Ended | null = null;
  for (let back = 1; back <= LONGEST_REST_DAYS && !found; back++) found = over(session(venue, now - back * DAY_MS), now);
  while (found) {
    const later = over(session(venue, found.closesAt), now);
    if (!later || later.closesAt <= found.closesAt) return found;
    found = later;
  }
  return null;
}

function over({ opensAt, closesAt }: Session, now: number): Ended | null {
  return opensAt !== null && closesAt !== null && closesAt <= now ? { opensAt, closesAt } : null;
}
