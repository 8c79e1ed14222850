import type { Consumption, Log } from '@marketgraph/bus';
import { type Clock, type Health, type Logger, type Part, reasonOf } from '@marketgraph/service';
import type { Leadership } from '../storage/leadership.ts';
import type { RuleEvaluator } from './rule-evaluator.ts';

export interface EvaluateRulesOptions {
  readonly log: Log;
  readonly evaluator: RuleEvaluator;
  /** Null while another process leads. */
  lead(): Promise<Leadership | null>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const GROUP = 'alerts-evaluator';
const TYPES = ['PricesReceived', 'ArticleScored', 'SignalChanged', 'WatchlistChanged', 'AccountDeleted'] as const;
/** While prices come without a pause: an alert is late by no more than this. */
const GATHER_MS = 40;
/** A rule takes effect at most this long after it was written, plus the time to read it. */
const REFRESH_MS = 500;
const ASK_TO_LEAD_MS = 1_000;

/**
 * Evaluates every rule against the log. A rule may join prices, articles and signals of one symbol, which lie in different
 * partitions; therefore one process evaluates all of them, and a second one stands by.
 */
export function evaluateRules(options: EvaluateRulesOptions): Part {
  const stopping = new AbortController();
  let consumption: Consumption | null = null;
  let running: Promise<void> = Promise.resolve();

  const evaluateUntilLost = async (leadership: Leadership) => {
    try {
      await options.evaluator.begin();
      consumption = options.log.consume({
        group: GROUP,
        types: TYPES,
        gatherMs: GATHER_MS,
        handle: (batch) => options.evaluator.handle(batch),
      });
      await keepFresh(options, leadership, stopping.signal);
    } finally {
      await consumption?.stop();
      consumption = null;
      await options.evaluator
        .save()
        .catch((error) => options.logger.warn('The last readings were not saved.', { reason: reasonOf(error) }));
      leadership.release();
    }
  };

  const run = async (asked: () => void) => {
    while (!stopping.signal.aborted) {
      try {
        const leadership = await options.lead();
        asked();
        if (leadership) await evaluateUntilLost(leadership);
      } catch (error) {
        options.logger.warn('Alert rules are not evaluated; trying again.', { reason: reasonOf(error) });
        asked();
      }
      await options.clock.sleep(ASK_TO_LEAD_MS, stopping.signal);
    }
  };

  return {
    name: 'alerts evaluator',
    start: () =>
      new Promise((asked) => {
        running = run(asked);
      }),
    async stop() {
      stopping.abort();
      await running;
    },
    health: (): Health =>
      consumption ? { healthy: consumption.healthy(), lagMs: consumption.lagMs() } : { healthy: true, detail: 'standing by' },
  };
}

/** Returns when stopped, throws when the lead is lost. */
async function keepFresh({ evaluator, clock, logger }: EvaluateRulesOptions, leadership: Leadership, signal: AbortSignal): Promise<void> {
  for (let round = 1; !signal.aborted; round++) {
    await clock.sleep(REFRESH_MS, signal);
    if (signal.aborted) return;
    await leadership.confirm();
    try {
      await evaluator.refresh();
      if (round % 2 === 0) await evaluator.save();
    } catch (error) {
      logger.warn('The alert rules could not be read again.', { reason: reasonOf(error) });
    }
  }
}
