import type { Metrics } from '@marketgraph/service';
import type { CircuitState } from './circuit-breaker.ts';

export interface RestMetrics {
  called(outcome: string, circuit: CircuitState): void;
  /** A call that was not made. */
  held(why: string): void;
}

const LEVEL: Record<CircuitState, number> = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 };

export function restMetrics(metrics: Metrics, provider: string): RestMetrics {
  const calls = metrics.counter('market_provider_calls_total', 'Calls of a provider, by what its answer meant.', ['provider', 'outcome']);
  const held = metrics.counter('market_provider_calls_held_total', 'Calls that were not made, and what forbade them.', ['provider', 'why']);
  const circuit = metrics.gauge('market_provider_circuit', '0: calls are made; 1: one probes; 2: none is made.', ['provider']);
  circuit.set({ provider }, LEVEL.CLOSED);
  return {
    called(outcome, state) {
      calls.inc({ provider, outcome });
      circuit.set({ provider }, LEVEL[state]);
    },
    held: (why) => held.inc({ provider, why }),
  };
}
