import type { SignalAction } from '@marketgraph/vocabulary';
import { roundScore } from '../sentiment-summary.ts';
import { type Reading, readingsOf, type SentimentInput } from './evidence.ts';
import { readPrices } from './price-readings.ts';
import { type EvidenceName, evidenceNames, type SignalEvidence } from './signal.ts';
import { actionOf } from './signal-action.ts';

export const COMPOSITE = 'composite-v1';

/** What each input counts when all four are there. In hundredths, so that they add up exactly. */
const fullWeights: Record<EvidenceName, number> = { RSI: 20, MACD: 25, MOMENTUM: 20, SENTIMENT: 35 };

const absence: Record<EvidenceName, string> = {
  RSI: 'RSI',
  MACD: 'MACD',
  MOMENTUM: 'momentum',
  SENTIMENT: 'sentiment',
};

export interface CompositeSignal {
  readonly action: SignalAction;
  readonly score: number;
  readonly confidence: number;
  readonly evidence: readonly SignalEvidence[];
}

/** Null when there is nothing to go by: neither enough closes nor an article. */
export function composeSignal(
  closes: readonly number[],
  sentiment: SentimentInput | null,
  previous: SignalAction | null,
): CompositeSignal | null {
  const readings = readingsOf(readPrices(closes), sentiment);
  if (readings.length === 0) return null;
  const evidence = weigh(readings);
  const score = roundScore(evidence.reduce((sum, { contribution }) => sum + contribution, 0));
  return { action: actionOf(score, previous), score, confidence: confidenceOf(evidence), evidence };
}

/** What an absent input would have counted is shared among the others, in proportion. */
function weigh(readings: readonly Reading[]): SignalEvidence[] {
  const missing = evidenceNames.filter((name) => !readings.some((reading) => reading.name === name));
  const present = readings.reduce((sum, { name }) => sum + fullWeights[name], 0);
  const weights = readings.map(({ name }) => roundScore(fullWeights[name] / present));
  // The last one takes what rounding left over, so that weights add up to 1.
  const rest = weights.slice(0, -1).reduce((sum, weight) => sum + weight, 0);
  weights[weights.length - 1] = roundScore(1 - rest);
  return readings.map(({ name, value, normalised, sentence, articleIds }, index) => {
    const weight = weights[index] ?? 0;
    const explanation = `${sentence}${adapted(name, weight, missing)}`;
    return { name, value, weight, normalised, contribution: roundScore(weight * normalised), explanation, articleIds };
  });
}

function adapted(name: EvidenceName, weight: number, missing: readonly EvidenceName[]): string {
  if (missing.length === 0) return '';
  const reasons = missing.map((absent) => absence[absent]).join(', ');
  const why = missing.length === 1 && missing[0] === 'SENTIMENT' ? 'there was no news' : `there is not yet enough to tell ${reasons}`;
  return ` Counts ${Math.round(weight * 100)} % instead of ${fullWeights[name]} %, because ${why}.`;
}

/**
 * How far the evidence agrees, and how much of it there is: from 0.1 for one weak input to 0.9 for four that agree.
 * A rank, not a probability.
 */
function confidenceOf(evidence: readonly SignalEvidence[]): number {
  const total = evidence.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  const net = Math.abs(evidence.reduce((sum, { contribution }) => sum + contribution, 0));
  const coverage = evidence.reduce((sum, { name }) => sum + fullWeights[name], 0) / 100;
  const agreement = total === 0 ? 0 : net / total;
  return Math.round((0.1 + 0.8 * coverage * (0.4 * agreement + 0.6 * agreement * Math.min(1, 2 * total))) * 1_000) / 1_000;
}
