import { type SignalAction, signalActions } from '@marketgraph/vocabulary';

/** Where HOLD ends, and where BUY becomes STRONG_BUY; the same below zero. */
const LEANING = 0.2;
const STRONG = 0.5;
/** How far the score must pass a bound before the action changes: a score that trembles at a bound must not flicker. */
const MARGIN = 0.05;

const bounds = [-Infinity, -STRONG, -LEANING, LEANING, STRONG, Infinity];

export function actionOf(score: number, previous: SignalAction | null): SignalAction {
  return previous !== null && staysIn(previous, score) ? previous : plainAction(score);
}

function plainAction(score: number): SignalAction {
  if (score <= -STRONG) return 'STRONG_SELL';
  if (score <= -LEANING) return 'SELL';
  if (score < LEANING) return 'HOLD';
  return score < STRONG ? 'BUY' : 'STRONG_BUY';
}

function staysIn(action: SignalAction, score: number): boolean {
  const place = signalActions.indexOf(action);
  return score > (bounds[place] ?? 0) - MARGIN && score < (bounds[place + 1] ?? 0) + MARGIN;
}
