import { z } from 'zod';
import type { KeyRange } from '../../domain/trade-sequence.ts';
import type { TradeHole } from './trade-hole.ts';

/** What a position says of one symbol. */
export interface KeptTrades {
  /** Null at venues without keys. */
  readonly next: number | null;
  readonly newestAt: number;
  /** Of all trades; clocks of venues jump. */
  readonly latestAt: number;
  readonly missing: readonly KeyRange[];
  readonly holes: readonly Pick<TradeHole, 'first' | 'last' | 'since' | 'until' | 'told' | 'lost'>[];
}

export interface KeptPosition {
  readonly epoch: number;
  readonly symbols: ReadonlyMap<string, KeptTrades>;
}

const key = z.int().nonnegative();
const time = z.number();
const hole = z.tuple([key, key, time, time.nullable(), z.union([z.literal(0), z.literal(1)]), key, z.array(key)]);
const position = z.object({
  v: z.literal(1),
  epoch: key,
  symbols: z.record(z.string(), z.tuple([key.nullable(), time, z.array(hole).optional(), time.optional()])),
});

/** `symbols`: each one's own part, with commas between. */
export function positionText(epoch: number, symbols: string): string {
  return `{"v":1,"epoch":${epoch},"symbols":{${symbols}}}`;
}

/** What a feed's own position says; null when it is none that we can read. */
export function readPosition(text: string): KeptPosition | null {
  const { data } = position.safeParse(parsed(text));
  if (!data) return null;
  const symbols = Object.entries(data.symbols).map(([symbol, [next, newestAt, holes = [], latestAt = newestAt]]) => {
    const missing = holes.flatMap(([, , , , , , ranges]) => pairs(ranges)).sort((a, b) => a.first - b.first);
    const told = holes.map(([first, last, since, until, isTold, lost]) => ({ first, last, since, until, told: isTold === 1, lost }));
    return [symbol, { next, newestAt, latestAt, missing, holes: told }] as const;
  });
  return { epoch: data.epoch, symbols: new Map(symbols) };
}

function pairs(keys: readonly number[]): KeyRange[] {
  const found: KeyRange[] = [];
  for (let at = 0; at + 1 < keys.length; at += 2) found.push({ first: keys[at] ?? 0, last: keys[at + 1] ?? 0 });
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
