import { Adjustment, type AdjustmentFactor } from './adjustment.ts';

/** Which symbols have splits or dividends, and those of the ones that were asked for. */
export class AdjustmentBook {
  #symbols: ReadonlySet<string> = new Set();
  readonly #read = new Map<string, Promise<Adjustment>>();

  constructor(private readonly load: (symbol: string) => Promise<readonly AdjustmentFactor[]>) {}

  /** After a change everything is read anew when it is asked for. */
  replace(symbols: Iterable<string>): void {
    this.#symbols = new Set(symbols);
    this.#read.clear();
  }

  has(symbol: string): boolean {
    return this.#symbols.has(symbol);
  }

  async of(symbol: string, timezone: string): Promise<Adjustment | null> {
    if (!this.has(symbol)) return null;
    const key = `${symbol} ${timezone}`;
    const reading = this.#read.get(key) ?? this.load(symbol).then((factors) => new Adjustment(factors, timezone));
    this.#read.set(key, reading);
    try {
      return await reading;
    } catch (error) {
      this.#read.delete(key);
      throw error;
    }
  }
}
