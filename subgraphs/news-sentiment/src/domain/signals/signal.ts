import type { Provenance, SignalAction } from '@marketgraph/vocabulary';

export const evidenceNames = ['RSI', 'MACD', 'MOMENTUM', 'SENTIMENT'] as const;
export type EvidenceName = (typeof evidenceNames)[number];

/** One reason for a signal. `contribution` is weight x normalised value, rounded before anything is added up. */
export interface SignalEvidence {
  readonly name: EvidenceName;
  /** As observed, before it was normalised: an RSI of 71.2, a momentum of 0.8 %. */
  readonly value: number;
  readonly weight: number;
  /** From -1 to 1. */
  readonly normalised: number;
  readonly contribution: number;
  readonly explanation: string;
  readonly articleIds: readonly string[];
}

/** What price and news together suggest for one instrument. `score` is the sum of the contributions. */
export interface Signal {
  readonly signalId: string;
  readonly symbol: string;
  readonly action: SignalAction;
  readonly previousAction: SignalAction | null;
  readonly score: number;
  readonly confidence: number;
  readonly algorithm: string;
  readonly issuedAt: number;
  readonly provenance: Provenance;
  readonly evidence: readonly SignalEvidence[];
}
