import { useSyncExternalStore } from 'react';
import { Observed } from '../observed.ts';

/** Events that the server could not tell again, by this browser's clock. */
export interface Gap {
  readonly reason: string;
  /** When the last event before it came; null when there was none. */
  readonly from: number | null;
  readonly to: number;
}

/** What this page has missed for good. Several subscriptions that miss the same time make one gap. */
export class Gaps extends Observed<Gap | null> {
  constructor() {
    super(null);
  }

  note(gap: Gap): void {
    const known = this.get();
    this.become(known ? { ...gap, from: earlier(known.from, gap.from), to: Math.max(known.to, gap.to) } : gap);
  }

  readonly forget = (): void => this.become(null);
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

export const gaps = new Gaps();

export function useGap(): Gap | null {
  return useSyncExternalStore(gaps.subscribe, gaps.get);
}
