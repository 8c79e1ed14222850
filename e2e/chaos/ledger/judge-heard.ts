import type { Heard } from './judge-subscriber.ts';
import type { LedgerEntry } from './ledger-file.ts';

export interface HeardVerdict {
  readonly received: number;
  /** Executed and never received, and no gap was told. */
  readonly missing: number;
  /** Received more often than they were executed. */
  readonly repeated: number;
  /** Never executed as they were received. */
  readonly strange: number;
  readonly errors: number;
  readonly gaps: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** Each trade once, in whatever order: what was missed at first comes later. Trades alike in everything are counted. */
export async function judgeHeard(heard: AsyncIterable<Heard> | Iterable<Heard>, trades: readonly LedgerEntry[]): Promise<HeardVerdict> {
  const expected = new Map<string, number>();
  for (const { symbol, at, price, size } of trades) raise(expected, nameOf(symbol, at, price, size));
  const counted = new Map<string, number>();
  let [received, gaps, errors] = [0, 0, 0];
  for await (const one of heard) {
    if ('gap' in one) gaps += 1;
    else if ('error' in one) errors += 1;
    else {
      received += 1;
      raise(counted, nameOf(one.symbol, one.at, one.price, one.size));
    }
  }
  const names = { missing: [] as string[], repeated: [] as string[], strange: [] as string[] };
  let [missing, repeated, strange] = [0, 0, 0];
  for (const [name, count] of expected) {
    const short = count - (counted.get(name) ?? 0);
    missing += Math.max(0, short);
    repeated += Math.max(0, -short);
    if (short !== 0) names[short > 0 ? 'missing' : 'repeated'].push(name);
  }
  for (const [name, count] of counted) {
    if (expected.has(name)) continue;
    strange += count;
    names.strange.push(name);
  }
  const examples = Object.entries(names).flatMap(([kind, found]) => found.slice(0, EXAMPLES).map((name) => `subscriber ${kind}: ${name}`));
  return { received, missing: gaps > 0 ? 0 : missing, repeated, strange, errors, gaps, examples };
}

function raise(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The same number in two spellings is one name. */
function nameOf(symbol: string, at: number, price: string, size: string): string {
  return `${symbol} ${at} ${Number(price)} ${Number(size)}`;
}
