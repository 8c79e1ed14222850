export const sentimentLabels = ['BEARISH', 'SOMEWHAT_BEARISH', 'NEUTRAL', 'SOMEWHAT_BULLISH', 'BULLISH'] as const;
export type SentimentLabel = (typeof sentimentLabels)[number];

export const signalActions = ['STRONG_SELL', 'SELL', 'HOLD', 'BUY', 'STRONG_BUY'] as const;
export type SignalAction = (typeof signalActions)[number];

export const severities = ['INFO', 'WARNING', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

/** The bounds that news vendors use: beyond 0.35 a clear view, beyond 0.15 a leaning. */
export function labelOf(score: number): SentimentLabel {
  if (score <= -0.35) return 'BEARISH';
  if (score <= -0.15) return 'SOMEWHAT_BEARISH';
  if (score < 0.15) return 'NEUTRAL';
  return score < 0.35 ? 'SOMEWHAT_BULLISH' : 'BULLISH';
}
