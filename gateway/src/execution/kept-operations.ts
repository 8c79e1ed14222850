interface Kept<Ready> {
  readonly ready: Ready;
  readonly characters: number;
}

/**
 * What was made of operations, those least recently used given up first. Counted in characters of their texts and plans: what they take
 * in memory grows with these (some 100 bytes for each that is compiled), and whoever sends ever new texts must not fill it.
 */
export class KeptOperations<Ready> {
  readonly #kept = new Map<string, Kept<Ready>>();
  #characters = 0;

  constructor(private readonly maxCharacters = 1_000_000) {}

  get size(): number {
    return this.#kept.size;
  }

  all(): readonly Ready[] {
    return Array.from(this.#kept.values(), ({ ready }) => ready);
  }

  find(key: string): Ready | undefined {
    const known = this.#kept.get(key);
    if (!known) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, known);
    return known.ready;
  }

  /** One that would take a quarter of the room is made ready each time. */
  keep(key: string, ready: Ready, characters: number): void {
    if (characters > this.maxCharacters / 4) return;
    this.#characters -= this.#kept.get(key)?.characters ?? 0;
    this.#kept.delete(key);
    this.#kept.set(key, { ready, characters });
    this.#characters += characters;
    for (const [oldest, given] of this.#kept) {
      if (this.#characters <= this.maxCharacters) return;
      this.#kept.delete(oldest);
      this.#characters -= given.characters;
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#characters = 0;
  }
}
