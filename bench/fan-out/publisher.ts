import type { GatewayStack } from './gateway-stack.ts';
import { PRICES_PER_STATE, pricesReceived, signalChanged, stateAt } from './world.ts';

/** Tells the log what happens to its symbols, and the subgraphs beforehand what that changes. */
export class Publisher {
  readonly #next = new Map<string, number>();

  readonly #stack: Pick<GatewayStack, 'publish' | 'subgraphs'>;

  constructor(stack: Pick<GatewayStack, 'publish' | 'subgraphs'>) {
    this.#stack = stack;
  }

  /** The number of the symbol's next event. */
  numberOf(symbol: string): number {
    return this.#next.get(symbol) ?? 0;
  }

  /** One event of each, in one append. */
  async prices(symbols: readonly string[]): Promise<void> {
    await this.#stack.publish(symbols.map((symbol) => pricesReceived(symbol, this.#take(symbol))));
  }

  /**
   * Where the next prices of these symbols begin a new state: their signals change. Must come while nothing is under way, since
   * subgraphs answer in one state at a time.
   */
  async changeStates(symbols: readonly string[]): Promise<void> {
    const due = [...new Set(symbols)].filter((symbol) => this.numberOf(symbol) % PRICES_PER_STATE === 0);
    if (due.length === 0) return;
    const states = Object.fromEntries(due.map((symbol) => [symbol, stateAt(this.numberOf(symbol))]));
    await this.#stack.subgraphs.setStates(states);
    await this.#stack.publish(due.map((symbol) => signalChanged(symbol, stateAt(this.numberOf(symbol)))));
  }

  #take(symbol: string): number {
    const number = this.numberOf(symbol);
    this.#next.set(symbol, number + 1);
    return number;
  }
}
