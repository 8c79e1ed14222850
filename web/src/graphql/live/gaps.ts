import { useSyncExternalStore } from 'react';

/** Events that the server could not tell again, by this browser's clock. */
export interface Gap {
  readonly reason: string;
  /** When the last event before it came; null when there was none. */
  readonly from: number | null;
  readonly to: number;
}

/** What this page has missed for good. Several subscriptions that miss the same time make one gap. */
export class Gaps {
  #gap: Gap | null = null;
  readonly #listeners = new Set<() => void>();

  readonly get = (): Gap | null => this.#gap;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  note(gap: Gap): void {
    const known = this.#gap;
    this.#become(known ? { ...gap, from: earlier(known.from, gap.from), to: Math.max(known.to, gap.to) } : gap);
  }

  readonly forget = (): void => this.#become(null);

  #become(gap: Gap | null): void {
    this.#gap = gap;
    for (const listener of this.#listeners) listener();
  }
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

export const gaps = new Gaps();

export function useGap(): Gap | null {
  return useSyncExternalStore(gaps.subscribe, gaps.get);
}
