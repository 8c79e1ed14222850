import { readFile } from 'node:fs/promises';
import type { Clock } from '@marketgraph/service';

const POLL_MS = 1_000;

/**
 * A file with a supergraph, and each change of it. It is read each second, because a ConfigMap is exchanged by a symbolic link that change
 * notifications miss, and a change counts when two readings agree: a file that is still being written may be valid so far, and would end
 * subscriptions.
 */
export class SupergraphFile {
  readonly #stopping = new AbortController();
  #watching: Promise<void> | null = null;
  #taken = '';

  constructor(
    readonly path: string,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<string> {
    this.#taken = await readFile(this.path, 'utf8');
    return this.#taken;
  }

  /** Whoever takes a change is asked for no other one before that is done. */
  watch(take: (sdl: string) => Promise<void>): void {
    this.#watching = this.#watch(take);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(take: (sdl: string) => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    let seen = this.#taken;
    while (!signal.aborted) {
      await this.clock.sleep(POLL_MS, signal);
      // Between two links there may be no file for a moment.
      const next = await readFile(this.path, 'utf8').catch(() => seen);
      const isSettled = next === seen;
      seen = next;
      if (!isSettled || next === this.#taken || signal.aborted) continue;
      this.#taken = next;
      await take(next);
    }
  }
}
