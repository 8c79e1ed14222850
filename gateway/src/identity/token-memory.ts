import { hash } from 'node:crypto';
import type { Clock } from '@marketgraph/service';

/** More tokens than sockets: each of them comes back with its own. */
const MAX_KEPT = 50_000;

/**
 * Tokens that were verified, by their SHA-256 and never by themselves. What is known ends with the token and with the keys that verified it:
 * when the key file is read again, each token is verified again.
 */
export class TokenMemory<T extends { readonly expiresAt: number }> {
  readonly #known = new Map<string, T>();
  /** Which reading of the key file verified them. */
  #generation = 0;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  static nameOf(token: string): string {
    return hash('sha256', token, 'base64');
  }

  find(name: string, generation: number): T | null {
    this.#use(generation);
    const known = this.#known.get(name);
    if (!known) return null;
    if (known.expiresAt > this.clock.now()) return known;
    this.#known.delete(name);
    return null;
  }

  keep(name: string, identity: T, generation: number): void {
    this.#use(generation);
    // Verified by keys that may not be known any more.
    if (generation < this.#generation) return;
    if (this.#known.size >= MAX_KEPT) this.#forgetOldest();
    this.#known.set(name, identity);
  }

  #use(generation: number): void {
    if (generation <= this.#generation) return;
    this.#known.clear();
    this.#generation = generation;
  }

  /** Tokens live equally long: the first ones end first. */
  #forgetOldest(): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
