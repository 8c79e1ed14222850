import type { Vitals } from '../report/vitals.ts';
import { percentile } from './progress.ts';

export interface Growth {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** What is let pass as noise. */
  readonly most: number;
}

const MB = 2 ** 20;

/** What the last third of the samples stands above the middle one; the first third is warm-up. */
export function growth(samples: readonly Vitals[]): Growth[] {
  const third = Math.floor(samples.length / 3);
  const [middle, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)];
  return Object.keys(samples.at(-1) ?? {}).map((name) => {
    const [before, after] = [usual(name, middle), usual(name, last)];
    return { name, before, after, most: allowed(name, before) };
  });
}

/** Heaps grow until they are swept: their lows count. Whatever else goes up and down with who is there: its middle does. */
function usual(name: string, samples: readonly Vitals[]): number {
  const values = samples.flatMap((sample) => sample[name] ?? []);
  return percentile(values, name.endsWith(' heap') ? 0.1 : 0.5);
}

function allowed(name: string, before: number): number {
  if (name.endsWith(' memory')) return 24 * MB;
  if (name.endsWith(' heap') || name.endsWith(' buffers')) return 8 * MB;
  if (name.endsWith(' pending')) return Math.max(50, before);
  return Math.max(10, 0.15 * before);
}
