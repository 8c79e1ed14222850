import { z } from 'zod';
import type { SimulationState } from './simulation.ts';

const position = z.tuple([
  z.number(),
  z.tuple([z.number(), z.number(), z.number(), z.number()]),
  z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
]);

/** Null for no position, and for one that is none of ours: the simulation then begins anew, with keys that are new all the same. */
export function readPosition(text: string | null): SimulationState | null {
  if (text === null) return null;
  try {
    const [at, random, motions] = position.parse(JSON.parse(text));
    return { at, random, motions };
  } catch {
    return null;
  }
}

export function writePosition({ at, random, motions }: SimulationState): string {
  return JSON.stringify([at, random, motions]);
}
