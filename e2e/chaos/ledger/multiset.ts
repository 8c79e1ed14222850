/** How well one stream was heard. */
export interface StreamVerdict {
  readonly expected: number;
  readonly received: number;
  readonly missing: number;
  /** Heard once more than they happened, or never happened. */
  readonly repeated: number;
  readonly examples: readonly string[];
}

export type Counts = Map<string, number>;

const EXAMPLES = 5;

/** Each as often as it happened, in whatever order. */
export function compare(what: string, heard: readonly string[], happened: readonly string[]): StreamVerdict {
  const [is, expected] = [counted(heard), counted(happened)];
  const missing = short(expected, is);
  const repeated = short(is, expected);
  return {
    expected: happened.length,
    received: heard.length,
    missing: sum(missing),
    repeated: sum(repeated),
    examples: [...named(`${what} missing`, missing), ...named(`${what} again or never happened`, repeated)],
  };
}

function counted(names: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** What of the first is not in the second. */
function short(first: Counts, second: Counts): Counts {
  return new Map([...first].map(([name, count]) => [name, count - (second.get(name) ?? 0)] as const).filter(([, count]) => count > 0));
}

function sum(counts: Counts): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function named(what: string, counts: Counts): string[] {
  return [...counts.keys()].slice(0, EXAMPLES).map((name) => `${what}: ${name}`);
}
