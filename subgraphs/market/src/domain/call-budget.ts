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
  /** Of the longest limit. */
  left(): Promise<{ readonly remaining: number; readonly resetsAt: number }>;
}
