import { labelOf, type SentimentLabel } from '@marketgraph/vocabulary';
import { roundScore } from '../sentiment-summary.ts';
import type { ReadClause, ReadText } from './score-text.ts';

export interface Judgement {
  readonly score: number;
  readonly label: SentimentLabel;
  readonly confidence: number;
  readonly evidence: string[];
}

/** A sum of 3, one clear finding, becomes 0.69; the curve never reaches 1. */
const HALFWAY = 10;
const MAX_EVIDENCE = 5;
/** A summary repeats the headline at length: its words count half. */
const SUMMARY_WEIGHT = 0.5;

/** What one judges by: clauses of the headline, and of the summary where there is one. */
export interface Grounds {
  readonly headline: ReadText;
  readonly summary: ReadText | null;
  /** Left out: all clauses. */
  readonly only?: { readonly headline: readonly ReadClause[]; readonly summary: readonly ReadClause[] };
}

export function judge({ headline, summary, only }: Grounds): Judgement {
  const main = weigh(headline.text, only?.headline ?? headline.clauses, 1);
  const rest = summary ? weigh(summary.text, only?.summary ?? summary.clauses, SUMMARY_WEIGHT) : [];
  const findings = [...main, ...rest];
  const sum = findings.reduce((total, finding) => total + finding.value, 0);
  const score = roundScore(sum / Math.sqrt(sum * sum + HALFWAY));
  const hedged = (only?.headline ?? headline.clauses).some((clause) => clause.hedged);
  const strongest = findings.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const evidence = [...new Set(strongest.map((finding) => finding.words))].slice(0, MAX_EVIDENCE);
  return { score, label: labelOf(score), confidence: confidenceOf(findings, sum, hedged), evidence };
}

interface Finding {
  readonly value: number;
  readonly words: string;
}

function weigh(text: string, clauses: readonly ReadClause[], weight: number): Finding[] {
  return clauses.flatMap(({ hits }) => hits.map(({ value, start, end }) => ({ value: value * weight, words: text.slice(start, end) })));
}

/**
 * How much was found and how far it agrees, from 0.35 to 0.9; 0.3 when nothing was found, because most such texts are neutral
 * but not all. Not yet calibrated: it ranks, it is not a share of right answers.
 */
function confidenceOf(findings: readonly Finding[], sum: number, hedged: boolean): number {
  const total = findings.reduce((all, { value }) => all + Math.abs(value), 0);
  if (total === 0) return 0.3;
  const agreement = Math.abs(sum) / total;
  const strength = 1 - Math.exp(-total / 3);
  const confidence = 0.35 + 0.55 * agreement * strength * (hedged ? 0.7 : 1);
  return Math.round(confidence * 1_000) / 1_000;
}
