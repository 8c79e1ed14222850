import { DAY_MS, SECOND_MS } from '@marketgraph/vocabulary';
import type { CallLimit, CallsLeft } from './call-budget.ts';
import { dueAt, type Fetched, type FetchTarget, openMsUntil, type SessionOf, type VenueTimes, venueTimes } from './fetch-due.ts';

export interface FetchSituation {
  readonly now: number;
  readonly targets: readonly FetchTarget[];
  /** By the target's id. */
  readonly fetched: ReadonlyMap<string, Fetched>;
  /** The longest limit of the provider. */
  readonly limit: CallLimit;
  readonly left: CallsLeft;
  readonly session: SessionOf;
}

export interface PlannedFetch {
  readonly target: FetchTarget;
  readonly at: number;
}

interface Candidate {
  readonly target: FetchTarget;
  readonly due: number;
  readonly fetched: Fetched | undefined;
}

/** What nobody has asked for yet is fetched in such steps, as long as less than half of the budget is spent. */
const FIRST_STEP_MS = 3 * SECOND_MS;

/** A fifth of the calls is kept for what somebody asks for. */
export function reservedCalls({ calls }: CallLimit): number {
  return Math.min(Math.ceil(calls / 5), Math.max(calls - 1, 0));
}

/**
 * What is to be fetched next, and when: calls are spread over the time in which venues are open, so that they last for all of it. First comes
 * what was never fetched, of open venues before others; then prices and days take turns, the longest overdue first. Null: nothing ever is.
 */
export function planFetch(situation: FetchSituation): PlannedFetch | null {
  const { now, left, limit, targets, fetched, session } = situation;
  const times = new Map([...new Set(targets.map(({ venue }) => venue))].map((venue) => [venue, venueTimes(venue, session, now)]));
  const candidates = targets.flatMap((target) => candidateOf(target, fetched.get(target.id), times.get(target.venue), now));
  const free = left.remaining - reservedCalls(limit);
  const isEarly = free > usableCalls(limit) / 2 && candidates.some((candidate) => !candidate.fetched);
  const step = isEarly ? FIRST_STEP_MS : pauseBetween(situation);
  const turn = Math.max(now, left.lastCallAt === null ? now : left.lastCallAt + step, free > 0 ? now : left.resetsAt);
  const soonest = candidates.reduce((least, { due }) => Math.min(least, due), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(soonest)) return null;
  const at = Math.max(turn, soonest);
  const ready = candidates.filter(({ due }) => due <= at);
  const chosen = isEarly ? firstOf(ready, situation) : nextOf(ready, situation, at);
  return chosen ? { target: chosen.target, at } : null;
}

function candidateOf(target: FetchTarget, fetched: Fetched | undefined, times: VenueTimes | undefined, now: number): Candidate[] {
  const due = times ? dueAt(target, fetched, times, now) : Number.POSITIVE_INFINITY;
  return Number.isFinite(due) ? [{ target, fetched, due }] : [];
}

function usableCalls(limit: CallLimit): number {
  return limit.calls - reservedCalls(limit);
}

/**
 * Between two calls. What days and ends of sessions will need is left out; the rest is for the hours in which at least one venue is open. On days
 * without a session little is due, so that a quarter of the time will do.
 */
function pauseBetween({ now, targets, limit, session }: FetchSituation): number {
  const usable = usableCalls(limit);
  const priced = new Set(targets.flatMap(({ kind, venue }) => (kind === 'PRICE' ? [venue] : [])));
  const untils = [...priced].map((venue) => openMsUntil(venue, session, now, now + limit.perMs));
  const openMs = priced.size === 0 ? limit.perMs : Math.max(...untils);
  const endless = new Set([...priced].filter((venue) => session(venue, now).opensAt === null));
  const once = targets.filter(({ kind, venue }) => kind === 'DAY' || !endless.has(venue)).length * (limit.perMs / DAY_MS);
  return Math.max(openMs, limit.perMs / 4) / Math.max(usable - Math.min(once, usable / 2), 1);
}

/** Never fetched ones if there are any. */
function firstOf(ready: readonly Candidate[], { session, now }: FetchSituation): Candidate | undefined {
  const rank = ({ target, fetched }: Candidate) => {
    if (fetched) return 3;
    if (target.kind === 'DAY') return 2;
    return session(target.venue, now).open ? 0 : 1;
  };
  return least(ready, rank);
}

function nextOf(ready: readonly Candidate[], situation: FetchSituation, at: number): Candidate | undefined {
  const other = lastKind(situation) === 'DAY' ? 'PRICE' : 'DAY';
  const turn = ready.filter(({ target }) => target.kind === other);
  const isOpen = ({ venue }: FetchTarget) => situation.session(venue, at).open;
  const urgency = ({ target, fetched }: Candidate) =>
    fetched ? (at - fetched.at) / target.everyMs : Number.MAX_SAFE_INTEGER - (isOpen(target) ? 0 : 1);
  return least(turn.length > 0 ? turn : ready, (candidate) => -urgency(candidate));
}

function lastKind({ targets, fetched }: FetchSituation): FetchTarget['kind'] | null {
  const asked = targets.filter(({ id }) => fetched.has(id));
  return least(asked, ({ id }) => -(fetched.get(id)?.at ?? 0))?.kind ?? null;
}

/** The first one of those that have the least rank. */
function least<T>(items: readonly T[], rank: (item: T) => number): T | undefined {
  let found: { item: T; rank: number } | undefined;
  for (const item of items) {
    const own = rank(item);
    if (!found || own < found.rank) found = { item, rank: own };
  }
  return found?.item;
}
