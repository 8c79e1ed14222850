import { DAY_MS } from '@marketgraph/vocabulary';
import type { AlertRule } from '../domain/alert-rule.ts';
import { comparisonsOf, type MetricComparison, windowMsOf } from '../domain/condition.ts';
import type { SightingKind } from './sightings.ts';

const none: readonly AlertRule[] = [];

/** The enabled rules by the symbols that they watch, so that a price nobody watches costs one look-up. */
export class RuleIndex {
  readonly #rules = new Map<string, AlertRule[]>();
  readonly #windows = new Map<string, Set<number>>();

  constructor(rules: readonly AlertRule[]) {
    for (const rule of rules) {
      const windows = comparisonsOf(rule.condition).filter(needsHistory).map(windowMsOf);
      for (const symbol of rule.symbols) this.#add(symbol, rule, windows);
    }
  }

  has(symbol: string): boolean {
    return this.#rules.has(symbol);
  }

  /** Prices come all the time and ask every rule; an article or a signal those that it bears on. */
  rulesOf(symbol: string, kind: SightingKind): readonly AlertRule[] {
    const rules = this.#rules.get(symbol) ?? none;
    if (kind === 'price') return rules;
    const metric = kind === 'article' ? 'SENTIMENT' : 'SIGNAL_SCORE';
    return rules.filter(({ condition }) => comparisonsOf(condition).some((comparison) => comparison.metric === metric));
  }

  /** The lengths of price history that the symbol's rules look back on. */
  windowsOf(symbol: string): Iterable<number> {
    return this.#windows.get(symbol) ?? [];
  }

  #add(symbol: string, rule: AlertRule, windows: readonly number[]): void {
    const rules = this.#rules.get(symbol) ?? [];
    this.#rules.set(symbol, [...rules, rule]);
    this.#windows.set(symbol, new Set([...this.windowsOf(symbol), ...windows]));
  }
}

/** The change over a day comes with every quote. */
function needsHistory(comparison: MetricComparison): boolean {
  return comparison.metric === 'CHANGE_PERCENT' && windowMsOf(comparison) !== DAY_MS;
}
