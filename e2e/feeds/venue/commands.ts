import type { Slowness } from '@marketgraph/test-kit';
import type { Protocol } from './protocols.ts';

export interface VenueSettings {
  readonly protocol: Protocol;
  readonly seed: number;
  readonly symbols: readonly string[];
  /** Where it writes what was executed. */
  readonly ledger: string;
  /** 0: any that is free. */
  readonly port: number;
}

export type VenueCommand =
  | { readonly do: 'trade'; readonly rate: number }
  /** No trades; heartbeats go on. What was held back is told. */
  | { readonly do: 'rest' }
  | { readonly do: 'be dirty' | 'be clean' | 'disconnect' | 'black hole' | 'mend' | 'forget' | 'reset' | 'tell' }
  | { readonly do: 'mute' | 'refuse'; readonly on: boolean }
  | { readonly do: 'slow'; readonly slowness: Slowness | null };

/** What it answers to a command. */
export interface VenueReport {
  readonly did: VenueCommand['do'];
  readonly at: number;
  readonly executed: number;
  readonly connections: number;
  readonly begun: Readonly<Record<string, number>>;
  readonly told: number;
  readonly repeated: number;
  readonly reordered: number;
  readonly late: number;
  readonly dropped: number;
  readonly garbage: number;
}
