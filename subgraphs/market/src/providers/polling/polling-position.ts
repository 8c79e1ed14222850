import { z } from 'zod';
import type { Fetched } from '../../domain/fetch-due.ts';

const position = z.object({
  version: z.literal(1),
  /** By target: see `Fetched`, its fields in their order. */
  fetched: z.record(z.string(), z.tuple([z.number(), z.number().nullable(), z.number(), z.number()])),
});

export function writePosition(fetched: ReadonlyMap<string, Fetched>): string {
  const entries = [...fetched].map(([id, { at, asOf, notBefore = 0, lateUntil = 0 }]) => [id, [at, asOf, notBefore, lateUntil]]);
  return JSON.stringify({ version: 1, fetched: Object.fromEntries(entries) });
}

/** What cannot be read is as if nothing had been fetched: the budget still knows. */
export function readPosition(text: string | null): Map<string, Fetched> {
  const read = position.safeParse(parsed(text));
  if (!read.success) return new Map();
  return new Map(
    Object.entries(read.data.fetched).map(([id, [at, asOf, notBefore, lateUntil]]) => [id, { at, asOf, notBefore, lateUntil }]),
  );
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
