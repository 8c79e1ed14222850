import type { AlertRule } from '../domain/alert-rule.ts';
import { newState, type RuleState } from '../domain/evaluate.ts';
import { Readings, type StoredReadings } from '../domain/readings.ts';
import type { DecidedState, EvaluationStore } from '../storage/evaluation-store.ts';

/**
 * What the evaluator has in mind: the readings of every symbol and, of watched symbols, where their rules stand. Postgres
 * has the same at most a second older; what a failed transaction decided is forgotten and read from there again.
 */
export class Board {
  readonly #readings = new Map<string, Readings>();
  readonly #states = new Map<string, Map<string, RuleState>>();
  /** Symbols whose readings Postgres does not have yet. */
  readonly #unsaved = new Set<string>();

  constructor(private readonly store: EvaluationStore) {}

  readings(symbol: string): Readings {
    let readings = this.#readings.get(symbol);
    if (!readings) {
      readings = new Readings();
      this.#readings.set(symbol, readings);
    }
    return readings;
  }

  /** Reads what is missing of these watched symbols. */
  async recall(symbols: readonly string[]): Promise<void> {
    const missing = symbols.filter((symbol) => !this.#states.has(symbol));
    if (missing.length === 0) return;
    const [states, stored] = await Promise.all([this.store.states(missing), this.store.readings(missing)]);
    for (const symbol of missing) {
      this.#states.set(symbol, new Map());
      const readings = stored.get(symbol);
      // Whatever was heard since is newer than what was stored.
      if (readings && this.readings(symbol).at === 0) this.#readings.set(symbol, new Readings(readings));
    }
    for (const { ruleId, symbol, state } of states) this.#states.get(symbol)?.set(ruleId, state);
  }

  state({ id, createdAt }: AlertRule, symbol: string): RuleState {
    return this.#states.get(symbol)?.get(id) ?? newState(createdAt);
  }

  decide(ruleId: string, symbol: string, state: RuleState): void {
    this.#states.get(symbol)?.set(ruleId, state);
    this.#unsaved.add(symbol);
  }

  forget(symbols: Iterable<string>): void {
    for (const symbol of symbols) {
      this.#states.delete(symbol);
      this.#readings.delete(symbol);
      this.#unsaved.delete(symbol);
    }
  }

  /** After rules changed: their states may have been reset. The readings stay. */
  forgetStates(): void {
    this.#states.clear();
  }

  clear(): void {
    this.#states.clear();
    this.#readings.clear();
    this.#unsaved.clear();
  }

  stored(symbols: Iterable<string>): Map<string, StoredReadings> {
    return new Map([...symbols].map((symbol) => [symbol, this.readings(symbol).stored()]));
  }

  saved(symbols: Iterable<string>): void {
    for (const symbol of symbols) this.#unsaved.delete(symbol);
  }

  async save(): Promise<void> {
    const symbols = [...this.#unsaved];
    if (symbols.length === 0) return;
    await this.store.saveReadings(this.stored(symbols));
    await this.store.saveValues(symbols.flatMap((symbol) => this.#shown(symbol)));
    this.saved(symbols);
  }

  #shown(symbol: string): DecidedState[] {
    return [...(this.#states.get(symbol) ?? [])].map(([ruleId, state]) => ({ ruleId, revision: 0, symbol, state }));
  }
}
