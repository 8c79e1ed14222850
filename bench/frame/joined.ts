import type { Paired } from './paired.ts';

/** Several pairs as one measurement: figures in their order, absolute values under the name of their pair. Restless where one of them is. */
export function joinPairs(pairs: Readonly<Record<string, Paired>>): Paired {
  const all = Object.values(pairs);
  const named = Object.entries(pairs).flatMap(([pair, { absolute }]) =>
    Object.entries(absolute).map(([name, value]) => [`${pair} ${name}`, value] as const),
  );
  return {
    figures: all.flatMap(({ figures }) => figures),
    control: {
      ratios: all.flatMap(({ control }) => control.ratios),
      inconclusive: all.map(({ control }) => control.inconclusive).find((reason) => reason !== null) ?? null,
    },
    rounds: Math.min(...all.map(({ rounds }) => rounds)),
    absolute: Object.fromEntries(named),
  };
}
