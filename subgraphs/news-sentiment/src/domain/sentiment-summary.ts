import { labelOf, type SentimentLabel } from '@marketgraph/vocabulary';

/** A report's weight halves with each quarter of the window: the newest count most, the oldest still a sixteenth. */
export const HALF_LIVES_PER_WINDOW = 4;

/** The mean over one window, weighted by relevance and recency, and how many reports leaned which way. */
export interface WindowSentiment {
  readonly score: number;
  readonly articleCount: number;
  readonly bullish: number;
  readonly neutral: number;
  readonly bearish: number;
}

export interface SentimentSummary extends WindowSentiment {
  readonly label: SentimentLabel;
  readonly trend: number | null;
}

/** Null when nothing was written in the window, whatever was written before it. */
export function summarise(current: WindowSentiment | null, before: WindowSentiment | null): SentimentSummary | null {
  if (!current || current.articleCount === 0) return null;
  const known = before && before.articleCount > 0;
  return { ...current, label: labelOf(current.score), trend: known ? roundScore(current.score - before.score) : null };
}

/** Scores are shown with four decimals; more would claim a precision that no scorer has. */
export function roundScore(score: number): number {
  const rounded = Math.round(score * 10_000) / 10_000;
  return rounded === 0 ? 0 : rounded;
}
