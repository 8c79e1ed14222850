/** One value that components read with `useSyncExternalStore`. */
export abstract class Observed<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  readonly get = (): Value => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  protected become(value: Value): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
