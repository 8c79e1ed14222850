import type { Verdict } from '../report/ledger-process.ts';
import { type Finding, none } from '../report/print.ts';
import type { Outcome } from './scenario.ts';

export const DRAIN_BAR_MS = 10_000;

/** What must hold whatever was done: every trade once and as it was sent, every candle as computed, every subscriber told. */
export function verdictFindings({ drainMs, trades, candles, subscriber }: Verdict, drainBarMs = DRAIN_BAR_MS): Outcome {
  const findings: Finding[] = [
    { name: 'trades sent', bar: '> 0', found: trades.sent, met: trades.sent > 0 },
    none('lost', trades.lost),
    none('doubled', trades.doubled),
    none('altered', trades.altered),
    none(`candles differing of ${candles.candles}`, candles.candlesDiffering),
    none('revisions differing', candles.revisionsDiffering),
    {
      name: 'drained after the last',
      bar: `<= ${drainBarMs} ms`,
      found: drainMs === null ? null : `${drainMs} ms`,
      met: drainMs !== null && drainMs <= drainBarMs,
    },
  ];
  if (subscriber) {
    findings.push(
      none('subscriber: missing, no gap told', subscriber.missing),
      none('subscriber: twice, no gap told', subscriber.repeated),
      none('subscriber: out of order', subscriber.misplaced),
      none('subscriber: errors', subscriber.errors),
    );
  }
  const { lost, doubled, altered } = trades;
  const { candlesDiffering, revisionsDiffering } = candles;
  const { examples: _, ...heard } = subscriber ?? { examples: [] };
  return {
    findings,
    examples: [...trades.examples, ...candles.examples, ...(subscriber?.examples ?? [])],
    figures: {
      sent: trades.sent,
      lost,
      doubled,
      altered,
      candlesDiffering,
      revisionsDiffering,
      drainMs,
      subscriber: subscriber ? heard : null,
    },
  };
}
