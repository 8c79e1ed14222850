import type { LiveVerdict } from '../ledger/judge-live.ts';
import { type Finding, none } from '../report/print.ts';
import type { Outcome } from './scenario.ts';

const DRAIN_BAR_MS = 20_000;

/** Of venues with ids and history: every trade once, every candle as computed, nothing missing that is not said to be. */
export function liveFindings({ trades, gaps, candles, graph, heard }: LiveVerdict, drainMs: number | null): Outcome {
  const findings: Finding[] = [
    { name: 'trades executed', bar: '> 0', found: trades.sent, met: trades.sent > 0 },
    none('lost', trades.lost),
    none('lost in no marked gap', gaps.unmarked),
    none('doubled', trades.doubled),
    none('altered', trades.altered),
    none('gaps open', gaps.open),
    none('gaps lost', gaps.lost),
    none(`candles differing of ${candles.candles}`, candles.candlesDiffering),
    none(`of the API's ${graph.asked}`, graph.differing),
    none('marked incomplete', graph.incomplete),
    {
      name: 'drained after the last',
      bar: `<= ${DRAIN_BAR_MS} ms`,
      found: drainMs === null ? null : `${drainMs} ms`,
      met: drainMs !== null && drainMs <= DRAIN_BAR_MS,
    },
  ];
  if (heard) {
    findings.push(
      none('subscriber: missing, no gap told', heard.missing),
      none('subscriber: twice', heard.repeated),
      none('subscriber: never executed', heard.strange),
      none('subscriber: errors', heard.errors),
    );
  }
  const { lost, doubled, altered } = trades;
  const { examples: _, ...subscriber } = heard ?? { examples: [] };
  return {
    findings,
    examples: [...trades.examples, ...gaps.examples, ...candles.examples, ...graph.examples, ...(heard?.examples ?? [])],
    figures: {
      ...{ executed: trades.sent, lost, doubled, altered, drainMs },
      gaps: { filled: gaps.filled, open: gaps.open, lost: gaps.lost, unmarked: gaps.unmarked },
      ...{ candles: candles.candles, candlesDiffering: candles.candlesDiffering, apiDiffering: graph.differing },
      subscriber: heard ? subscriber : null,
    },
  };
}
