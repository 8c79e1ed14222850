export type Schedule = (flush: () => void) => void;
type Listener = () => void;

/**
 * Newest value per key, kept outside the Apollo cache: a price written there costs hundreds of microseconds,
 * here well under one. Writes wait for the next frame, so that a listener hears at most once per frame.
 */
export class KeyedStore<Value> {
  readonly #values = new Map<string, Value>();
  readonly #pending = new Map<string, Value>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #schedule: Schedule;
  #scheduled = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** What the next flush will show: the base for a write that depends on the one before. */
  latest(key: string): Value | undefined {
    return this.#pending.get(key) ?? this.#values.get(key);
  }

  set(key: string, value: Value): void {
    this.#pending.set(key, value);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => this.#flush());
  }

  subscribe(key: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  #flush(): void {
    this.#scheduled = false;
    const changed = [...this.#pending];
    this.#pending.clear();
    for (const [key, value] of changed) this.#values.set(key, value);
    for (const [key] of changed) for (const listener of this.#listeners.get(key) ?? []) listener();
  }
}
