import type { ChaosOptions } from '../options.ts';
import type { Finding } from '../report/print.ts';

export interface Outcome {
  readonly findings: readonly Finding[];
  /** Told as they are where something is not met. */
  readonly examples: readonly string[];
  /** For the last line. */
  readonly figures: Readonly<Record<string, unknown>>;
  /** Why nothing could be tried here. */
  readonly skipped?: string;
}

export interface Scenario {
  readonly name: string;
  /** Of feeding, where nobody says otherwise. */
  readonly seconds: number;
  /** Trades per second, where nobody says otherwise; 5,000 where it does not matter. */
  readonly rate?: number;
  run(folder: string, options: ChaosOptions): Promise<Outcome>;
}
