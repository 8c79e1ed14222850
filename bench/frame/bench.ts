import type { Logger } from '@marketgraph/service';

/** How a figure is made of what both arms took, and on which side of the bars it has to lie. */
export type Figure =
  /** Anchor over candidate: how many times cheaper or faster the candidate is. Must be at least. */
  | 'times'
  /** Candidate over anchor. Must be at most. */
  | 'share'
  /** The candidate's own value. Must be at most. */
  | 'value'
  /** What the candidate takes more than the anchor. Must be at most. */
  | 'added';

/** Of each operation: time on the wall, CPU of all processes (or of the arm's server), quantiles of its latency, bytes of its answer. */
export type Metric = 'wallUs' | 'cpuUs' | 'p50Ms' | 'p95Ms' | 'p99Ms' | 'bytes' | 'rssMb' | 'perSecond' | 'seconds';

export interface Bar {
  readonly metric: Metric;
  readonly figure: Figure;
  readonly must: number;
  readonly goal: number;
}

/** A row of README's table. The first bar is the one that `ratio`, `must` and `goal` of the result speak of. */
export interface BenchEntry {
  readonly name: string;
  readonly what: string;
  readonly against: string;
  readonly bars: readonly [Bar, ...Bar[]];
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The anchor against itself. */
export interface Control {
  readonly ratios: readonly Spread[];
  /** Why the machine was too restless to judge; null when the control lies within 0.90-1.10. */
  readonly inconclusive: string | null;
}

/** What a bench found. `figures` are in the order of the entry's bars. */
export interface Measurement {
  readonly figures: readonly Spread[];
  /** Null where there is no second arm to compare, e.g. an open loop at a fixed rate. */
  readonly control: Control | null;
  readonly rounds: number;
  /** Absolute numbers that explain the figures, in the units that their names end with. */
  readonly absolute: Readonly<Record<string, number>>;
  /** Settings that were looked up and asserted on: fsync, synchronous_commit, appendfsync ... */
  readonly settings: Readonly<Record<string, string>>;
  /** Conditions of the bench that are not a number against a bar: no loss, lag at end. Each must hold. */
  readonly conditions?: Readonly<Record<string, boolean>>;
}

export interface BenchContext {
  /** A smoke run: small inputs, done within 20 s. Its figures mean nothing and are not kept. */
  readonly quick: boolean;
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  readonly logger: Logger;
  /** A line on the terminal. */
  tell(text: string): void;
  /** What must be ended whatever happens; the last one first. */
  atEnd(work: () => Promise<void> | void): void;
}

/** Each `bench/NAME.bench.ts` exports one as `bench`. */
export interface Bench {
  measure(context: BenchContext): Promise<Measurement>;
}
