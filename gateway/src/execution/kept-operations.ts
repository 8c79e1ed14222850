interface Kept<Ready> {
  readonly ready: Ready;
  readonly characters: number;
  /** Since it was last passed over: whoever asks for what is known changes nothing else. */
  isUsed: boolean;
}

/**
 * What was made of operations, those given up first that nobody has used of late. Counted in characters of their texts and plans: what they take
 * in memory grows with these (some 100 bytes for each that is compiled), and whoever sends ever new texts must not fill it.
 */
export class KeptOperations<Ready> {
  readonly #kept = new Map<string, Kept<Ready>>();
  #characters = 0;

  constructor(
    private readonly maxCharacters = 1_000_000,
    /** Told of each that is given up, and of each that is not kept at all. */
    private readonly givenUp: (ready: Ready) => void = () => undefined,
  ) {}

  get size(): number {
    return this.#kept.size;
  }

  all(): readonly Ready[] {
    return Array.from(this.#kept.values(), ({ ready }) => ready);
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  find(key: string): Ready | undefined {
    const known = this.#kept.get(key);
    if (!known) return undefined;
    known.isUsed = true;
    return known.ready;
  }

  /** One that would take a quarter of the room is made ready each time. */
  keep(key: string, ready: Ready, characters: number): void {
    if (characters > this.maxCharacters / 4) {
      this.givenUp(ready);
      return;
    }
    this.forget(key);
    this.#kept.set(key, { ready, characters, isUsed: false });
    this.#characters += characters;
    for (const [oldest, known] of this.#kept) {
      if (this.#characters <= this.maxCharacters) return;
      if (known.isUsed) this.#passOver(oldest, known);
      else {
        this.forget(oldest);
        this.givenUp(known.ready);
      }
    }
  }

  /** It is looked at again when all the others were. */
  #passOver(key: string, known: Kept<Ready>): void {
    known.isUsed = false;
    this.#kept.delete(key);
    this.#kept.set(key, known);
  }

  forget(key: string): void {
    this.#characters -= this.#kept.get(key)?.characters ?? 0;
    this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
    this.#characters = 0;
  }
}
