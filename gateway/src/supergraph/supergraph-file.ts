import { readFile } from 'node:fs/promises';
import type { Clock } from '@marketgraph/service';

const POLL_MS = 1_000;
/** Between two links of a ConfigMap there may be no file for a moment, but not at two looks one after the other. */
const LOOKS_UNTIL_LOST = 2;

export interface FileWatcher {
  /** Asked for no other change before it is done with this one. */
  take(sdl: string): Promise<void>;
  /** The file is gone, or must not be read. */
  lost(reason: string): void;
  /** It can be read again, whatever is in it. */
  found(): void;
}

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

  watch(watcher: FileWatcher): void {
    this.#watching = this.#watch(watcher);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(watcher: FileWatcher): Promise<void> {
    const { signal } = this.#stopping;
    let seen = this.#taken;
    let missed = 0;
    while (!signal.aborted) {
      await this.clock.sleep(POLL_MS, signal);
      const next = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
      if (next instanceof Error) {
        if (++missed === LOOKS_UNTIL_LOST) watcher.lost(next.code ?? next.name);
        continue;
      }
      if (missed >= LOOKS_UNTIL_LOST) watcher.found();
      missed = 0;
      const isSettled = next === seen;
      seen = next;
      if (!isSettled || next === this.#taken || signal.aborted) continue;
      this.#taken = next;
      await watcher.take(next);
    }
  }
}
