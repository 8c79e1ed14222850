/** Root values of one subscriber, e.g. `{ quoteUpdated: ... }`. */
type RootValues = AsyncIterableIterator<Readonly<Record<string, object>>>;

interface Listener {
  hear(value: object): void;
}

/** What stock servers subscribe with: an in-process list of listeners for each topic, and an async iterator for each subscriber. */
export class TopicSource {
  readonly #listeners = new Map<string, Set<Listener>>();

  tell(field: string, symbol: string, value: object): void {
    const told = { [field]: value };
    for (const listener of this.#listeners.get(`${field} ${symbol}`) ?? []) listener.hear(told);
  }

  subscribe(field: string, symbols: readonly string[]): RootValues {
    const topics = symbols.map((symbol) => `${field} ${symbol}`);
    const waiting: Readonly<Record<string, object>>[] = [];
    let wake: ((result: IteratorResult<Readonly<Record<string, object>>>) => void) | null = null;
    const listener: Listener = {
      hear(value) {
        const root = value as Readonly<Record<string, object>>;
        if (!wake) waiting.push(root);
        wake?.({ value: root, done: false });
        wake = null;
      },
    };
    for (const topic of topics) this.#at(topic).add(listener);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next() {
        const value = waiting.shift();
        if (value) return Promise.resolve({ value, done: false });
        return new Promise((resolve) => {
          wake = resolve;
        });
      },
      return: () => {
        for (const topic of topics) this.#at(topic).delete(listener);
        wake?.({ value: undefined, done: true });
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }

  #at(topic: string): Set<Listener> {
    const known = this.#listeners.get(topic) ?? new Set<Listener>();
    this.#listeners.set(topic, known);
    return known;
  }
}
