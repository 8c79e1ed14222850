import { DAY_MS } from '@marketgraph/vocabulary';
import type { AlertRule } from '../domain/alert-rule.ts';
import { comparisonsOf, type MetricComparison, windowMsOf } from '../domain/condition.ts';

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

  rulesOf(symbol: string): readonly AlertRule[] {
    return this.#rules.get(symbol) ?? none;
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
