import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sessionAt } from '../../src/domain/calendar.ts';
import { type CallLimit, callsLeft, nextCallAt } from '../../src/domain/call-budget.ts';
import { dueAt as dueBy, type Fetched, type FetchTarget, noteFetched, type SessionOf, venueTimes } from '../../src/domain/fetch-due.ts';
import { planFetch, reservedCalls } from '../../src/domain/fetch-plan.ts';
import { venues } from '../../src/domain/venues.ts';

const session: SessionOf = (venue, at) => {
  const exchange = { XNYS: venues.XNYS, XETR: venues.XETR, XTKS: venues.XTKS }[venue];
  if (exchange) return sessionAt(exchange, at);
  return { open: true, opensAt: null, closesAt: null, tradingDayStart: Math.floor(at / DAY_MS) * DAY_MS };
};
/** Shares of New York, Frankfurt and Tokyo begin with the venue's code; everything else trades at all times. */
const venueOf = (symbol: string) => (symbol.includes(':') ? symbol.slice(0, 4) : '');
const price = (symbol: string, everyMs = 5 * MINUTE_MS): FetchTarget => ({
  id: `${symbol} price`,
  symbol,
  venue: venueOf(symbol),
  kind: 'PRICE',
  everyMs,
});
const days = (symbol: string): FetchTarget => ({ id: `${symbol} days`, symbol, venue: venueOf(symbol), kind: 'DAY', everyMs: DAY_MS });
function dueAt(target: FetchTarget, fetched: Fetched, now: number): number {
  return dueBy(target, fetched, venueTimes(target.venue, session, now), now);
}
/** A Monday; New York opens at 14:30. */
const MONDAY = Date.UTC(2026, 0, 5);
const FREE: CallLimit = { calls: 25, perMs: DAY_MS };

interface Simulated {
  readonly targets: readonly FetchTarget[];
  readonly limit: CallLimit;
  readonly from: number;
  readonly ms: number;
  /** Times at which the process starts anew and knows nothing but its budget. */
  readonly forgetsAt?: readonly number[];
  /** What an answer tells of; now, if nothing else is said. */
  readonly asOf?: (target: FetchTarget, at: number) => number | null;
}

/** What a feed does with its plans, without a feed. */
function simulate({ targets, limit, from, ms, forgetsAt = [], asOf = (_target, at) => at }: Simulated) {
  const calls: { readonly at: number; readonly target: FetchTarget; readonly wasLeft: number }[] = [];
  const forgets = [...forgetsAt].sort((a, b) => a - b);
  let fetched = new Map<string, Fetched>();
  for (let now = from; now < from + ms; ) {
    const record = { calls: calls.map(({ at }) => at), heldUntil: 0 };
    const left = callsLeft(record, [limit], now);
    const planned = planFetch({ now, targets, fetched, limit, left, session });
    const forget = forgets[0] ?? Number.POSITIVE_INFINITY;
    if (forget <= Math.min(planned?.at ?? from + ms, from + ms)) {
      now = Math.max(now, forget);
      forgets.shift();
      fetched = new Map();
      continue;
    }
    if (!planned) break;
    if (planned.at > now) {
      now = Math.min(planned.at, now + 6 * HOUR_MS);
      continue;
    }
    expect(nextCallAt(record, [limit], now)).toBe(now);
    calls.push({ at: now, target: planned.target, wasLeft: left.remaining });
    fetched.set(planned.target.id, { at: now, asOf: asOf(planned.target, now) });
  }
  return calls;
}

function mostWithin(calls: readonly { readonly at: number }[], ms: number): number {
  return Math.max(0, ...calls.map(({ at: from }) => calls.filter(({ at }) => at >= from && at < from + ms).length));
}

const anyTargets = fc
  .tuple(
    fc.array(fc.constantFrom('XNYS:A', 'XNYS:B', 'XETR:C', 'XTKS:D', 'EUR', 'BTC', 'GBP', 'XAU'), { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 0, max: 30 }),
  )
  .map(([symbols, more]) => [...new Set([...symbols, ...Array.from({ length: more }, (_, index) => `XNYS:M${index}`)])])
  .chain((symbols) => fc.tuple(...symbols.map((symbol) => fc.constantFrom([price(symbol)], [days(symbol)], [price(symbol), days(symbol)]))))
  .map((lists) => lists.flat());

it('never plans a call that the budget has not, and keeps a fifth of it', () => {
  const restarts = fc.array(fc.integer({ min: 0, max: 3 * DAY_MS }), { maxLength: 6 });
  const limits = fc.record({ calls: fc.integer({ min: 2, max: 60 }), perMs: fc.constant(DAY_MS) });
  fc.assert(
    fc.property(anyTargets, limits, fc.integer({ min: 0, max: 7 * DAY_MS }), restarts, (targets, limit, later, forgetsAt) => {
      const from = MONDAY + later;
      const calls = simulate({ targets, limit, from, ms: 3 * DAY_MS, forgetsAt: forgetsAt.map((at) => from + at) });
      expect(mostWithin(calls, DAY_MS)).toBeLessThanOrEqual(limit.calls - reservedCalls(limit));
      expect(calls.every(({ wasLeft }) => wasLeft > reservedCalls(limit))).toBe(true);
    }),
    { numRuns: 20 },
  );
}, 30_000);

it('spreads calls: after the first hour no hour has more than a quarter of them', () => {
  fc.assert(
    fc.property(anyTargets, fc.integer({ min: 0, max: 7 * DAY_MS }), (targets, later) => {
      const from = MONDAY + later;
      const calls = simulate({ targets, limit: FREE, from, ms: 3 * DAY_MS });
      expect(
        mostWithin(
          calls.filter(({ at }) => at < from + HOUR_MS),
          MINUTE_MS,
        ),
      ).toBeLessThanOrEqual(11);
      expect(
        mostWithin(
          calls.filter(({ at }) => at >= from + HOUR_MS),
          HOUR_MS,
        ),
      ).toBeLessThanOrEqual(6);
    }),
    { numRuns: 20 },
  );
}, 30_000);

it('leaves nothing out: within three days everything was fetched, as far as there are calls for it', () => {
  fc.assert(
    fc.property(anyTargets, (targets) => {
      const calls = simulate({ targets, limit: FREE, from: MONDAY, ms: 3 * DAY_MS });
      expect(new Set(calls.map(({ target }) => target.id)).size).toBeGreaterThanOrEqual(Math.min(targets.length, 30));
    }),
    { numRuns: 12 },
  );
}, 30_000);

it('begins with the prices of open venues, then those of others, then days', () => {
  const targets = [days('XNYS:A'), days('EUR'), price('XNYS:A'), price('XETR:B'), price('EUR')];
  const calls = simulate({ targets, limit: FREE, from: MONDAY + 9 * HOUR_MS, ms: MINUTE_MS });
  expect(calls.map(({ target }) => target.id)).toEqual(['XETR:B price', 'EUR price', 'XNYS:A price', 'XNYS:A days', 'EUR days']);
});

it('keeps its calls for the session: shares of New York are asked for while it is open and after its end', () => {
  const targets = ['XNYS:A', 'XNYS:B', 'XNYS:C'].flatMap((symbol) => [price(symbol), days(symbol)]);
  const calls = simulate({ targets, limit: FREE, from: MONDAY, ms: 5 * DAY_MS });
  const tuesday = calls.filter(({ at }) => at >= MONDAY + DAY_MS + 12 * HOUR_MS && at < MONDAY + 2 * DAY_MS + 12 * HOUR_MS);
  expect(tuesday.length).toBeGreaterThanOrEqual(16);
  for (const { at } of tuesday) expect(at - MONDAY - DAY_MS).toBeGreaterThan(14.5 * HOUR_MS);
  expect(tuesday.filter(({ at }) => at >= MONDAY + DAY_MS + 22 * HOUR_MS).length).toBeGreaterThanOrEqual(6);
});

it('asks a provider that tells a session only after its end once while it is on, and for a week only after it', () => {
  const target = price('XNYS:A');
  const first = { at: MONDAY + 22 * HOUR_MS, asOf: MONDAY + 21 * HOUR_MS };
  const opening = dueAt(target, first, MONDAY + DAY_MS);
  expect(opening).toBe(MONDAY + DAY_MS + 15 * HOUR_MS);
  const second = noteFetched(first, { at: opening, asOf: MONDAY + 21 * HOUR_MS }, session('XNYS', opening));
  const close = MONDAY + DAY_MS + 22 * HOUR_MS;
  expect(dueAt(target, second, opening + MINUTE_MS)).toBe(close);
  const third = noteFetched(second, { at: close, asOf: close - HOUR_MS }, session('XNYS', close));
  expect(dueAt(target, third, close + MINUTE_MS)).toBe(close + DAY_MS);
  expect(dueAt(target, third, close + 17.5 * HOUR_MS)).toBe(close + DAY_MS);
  // Was it away at a close, it tells of that as soon as the next session makes it look.
  expect(dueAt(target, third, MONDAY + 3 * DAY_MS + 16 * HOUR_MS)).toBe(MONDAY + 3 * DAY_MS + 15 * HOUR_MS);
  const nextWeek = { ...third, at: close + 7 * DAY_MS, asOf: close + 7 * DAY_MS - HOUR_MS };
  expect(dueAt(target, nextWeek, nextWeek.at + MINUTE_MS)).toBe(opening + 8 * DAY_MS);
});

it('asks in sessions again once one was told while it was on', () => {
  const at = MONDAY + 16 * HOUR_MS;
  const late = { at: at - DAY_MS, asOf: null, lateUntil: at + DAY_MS };
  const told = noteFetched(late, { at, asOf: at - MINUTE_MS }, session('XNYS', at));
  expect(dueAt(price('XNYS:A'), told, at)).toBe(at + 5 * MINUTE_MS);
});

it('asks again for a day that was not told yet, but not for ever', () => {
  const closed = MONDAY + 21 * HOUR_MS;
  const midnightBefore = MONDAY - 3 * DAY_MS;
  const early = { at: closed + 2 * HOUR_MS, asOf: midnightBefore };
  expect(dueAt(days('XNYS:A'), early, closed + 3 * HOUR_MS)).toBe(early.at + 2 * HOUR_MS);
  const late = { at: closed + 10 * HOUR_MS, asOf: midnightBefore };
  expect(dueAt(days('XNYS:A'), late, closed + 11 * HOUR_MS)).toBe(closed + DAY_MS + HOUR_MS);
});

it('asks less often for what tells nothing new, as currencies on a weekend', () => {
  const at = MONDAY - DAY_MS;
  expect(dueAt(price('EUR'), { at, asOf: at - 2 * MINUTE_MS }, at)).toBe(at + 5 * MINUTE_MS);
  expect(dueAt(price('EUR'), { at, asOf: at - 2 * HOUR_MS }, at)).toBe(at + HOUR_MS);
  expect(dueAt(price('EUR'), { at, asOf: at - 2 * DAY_MS }, at)).toBe(at + 3 * HOUR_MS);
});

it('does not ask for what was refused before its time', () => {
  const notBefore = MONDAY + 3 * DAY_MS;
  expect(dueAt(price('EUR'), { at: MONDAY, asOf: null, notBefore }, MONDAY + HOUR_MS)).toBe(notBefore);
});

it('where minutes are limited and days are not, everything is asked as often as it is wanted', () => {
  const targets = ['EUR', 'GBP', 'BTC'].map((symbol) => price(symbol, MINUTE_MS));
  const calls = simulate({ targets, limit: { calls: 75, perMs: MINUTE_MS }, from: MONDAY, ms: 10 * MINUTE_MS });
  expect(calls.length).toBe(30);
});
