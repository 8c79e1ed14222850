import { DAY_MS, MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';

/** So many calls within any time of that length. */
export interface CallLimit {
  readonly calls: number;
  readonly perMs: number;
}

export type Allowance = { readonly allowed: true } | { readonly allowed: false; readonly retryAt: number };

/** What may still be asked of a provider. It is kept where a restart does not forget it, and all processes draw on one. */
export interface CallBudget {
  /** Counts the call when all limits allow it, at once and for good; else says when they will. */
  take(): Promise<Allowance>;
  /** Allows nothing before then: the provider itself has said so. */
  hold(until: number): Promise<void>;
  /** Of the longest limit. */
  left(): Promise<CallsLeft>;
}

export interface CallsLeft {
  readonly remaining: number;
  /** When there will be more: at once where none is spent. */
  readonly resetsAt: number;
  /** Within the time of that limit; null when there was none. */
  readonly lastCallAt: number | null;
  /** When all limits allow the next one. */
  readonly nextAt: number;
}

/** What is documented or known of each provider for a key without a paid plan; see docs/adr/0028. All of them can be configured. */
export const defaultLimits = {
  'alpha-vantage': [
    // One a second is the rule; two seconds apart nobody was refused.
    { calls: 1, perMs: 2 * SECOND_MS },
    { calls: 25, perMs: DAY_MS },
  ],
  finnhub: [
    { calls: 25, perMs: SECOND_MS },
    { calls: 55, perMs: MINUTE_MS },
  ],
  coinbase: [{ calls: 8, perMs: SECOND_MS }],
  binance: [
    { calls: 10, perMs: SECOND_MS },
    { calls: 200, perMs: MINUTE_MS },
  ],
  kraken: [{ calls: 1, perMs: SECOND_MS }],
} as const satisfies Record<string, readonly CallLimit[]>;

/** What a budget knows: when its calls were made, in any order, and until when the provider wants to be left alone. */
export interface CallRecord {
  readonly calls: readonly number[];
  readonly heldUntil: number;
}

/** When the next call is allowed: `now`, or later. */
export function nextCallAt({ calls, heldUntil }: CallRecord, limits: readonly CallLimit[], now: number): number {
  let at = Math.max(now, heldUntil);
  for (const { calls: most, perMs } of limits) {
    if (most < 1) return Number.MAX_SAFE_INTEGER;
    const counted = countedCalls(calls, perMs, now);
    const leaves = counted.at(-most);
    if (leaves !== undefined) at = Math.max(at, leaves + perMs);
  }
  return at;
}

export function callsLeft(record: CallRecord, limits: readonly CallLimit[], now: number): CallsLeft {
  const longest = longestLimit(limits);
  if (!longest) return { remaining: Number.MAX_SAFE_INTEGER, resetsAt: now, lastCallAt: null, nextAt: Math.max(now, record.heldUntil) };
  const counted = countedCalls(record.calls, longest.perMs, now);
  const remaining = record.heldUntil > now ? 0 : Math.max(longest.calls - counted.length, 0);
  const oldest = counted[0];
  const resetsAt = Math.max(record.heldUntil, oldest === undefined ? now : oldest + longest.perMs);
  return { remaining, resetsAt, lastCallAt: counted.at(-1) ?? null, nextAt: nextCallAt(record, limits, now) };
}

export function longestLimit(limits: readonly CallLimit[]): CallLimit | null {
  return limits.reduce<CallLimit | null>((longest, limit) => (longest && longest.perMs >= limit.perMs ? longest : limit), null);
}

/** Oldest first. A call of the future is one of a clock that was set back: it counts, unless no clock can be so wrong. */
function countedCalls(calls: readonly number[], perMs: number, now: number): number[] {
  return calls.filter((at) => at > now - perMs && at <= now + perMs).sort((a, b) => a - b);
}
