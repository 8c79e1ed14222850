import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Shifts } from './judge-trades.ts';
import type { LedgerEntry } from './ledger-file.ts';

export interface SubscriberVerdict {
  readonly received: number;
  /** Never received, and no gap was told where they belong. */
  readonly missing: number;
  /** Received once more, and no gap was told before. */
  readonly repeated: number;
  /** In another order than their venue told, or never told by it. */
  readonly misplaced: number;
  /** Messages that carried an error. */
  readonly errors: number;
  /** How often a gap was told. */
  readonly gaps: number;
  /** Trades that the told gaps have passed over. */
  readonly inGaps: number;
  readonly examples: readonly string[];
}

/** What a subscriber has written down: a trade, or that it was told of a gap. */
export type Heard =
  | { readonly symbol: string; readonly at: number; readonly price: string; readonly size: string }
  | { readonly gap: string }
  | { readonly error: string };

export async function* readHeard(path: string): AsyncGenerator<Heard> {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [symbol = '', at, price = '', size = ''] = line.split(',');
    if (symbol === 'gap') yield { gap: line.slice(4) };
    else if (symbol === 'error') yield { error: line.slice(6) };
    else yield { symbol, at: Number(at), price, size };
  }
}

/**
 * Between two gaps, a symbol's trades must be one unbroken piece of what its venue told. A message that the venue repeated may be left
 * out; behind a gap the piece may begin anywhere, also further back.
 */
export async function judgeSubscriber(
  heard: AsyncIterable<Heard> | Iterable<Heard>,
  told: readonly LedgerEntry[],
  shifts: Shifts,
): Promise<SubscriberVerdict> {
  const lines = new Map([...Map.groupBy(told, ({ symbol }) => symbol)].map(([symbol, entries]) => [symbol, new Line(entries, shifts)]));
  let [received, gaps, misplaced, errors] = [0, 0, 0, 0];
  for await (const one of heard) {
    if ('gap' in one) {
      gaps += 1;
      for (const line of lines.values()) line.tellGap();
      continue;
    }
    if ('error' in one) {
      errors += 1;
      continue;
    }
    received += 1;
    const line = lines.get(one.symbol);
    if (line) line.hear(nameOf(one.at, one.price, one.size));
    else misplaced += 1;
  }
  for (const line of lines.values()) line.end();
  const all = [...lines.values()];
  const sum = (read: (line: Line) => number) => all.reduce((total, line) => total + read(line), 0);
  return {
    received,
    gaps,
    errors,
    inGaps: sum(({ inGaps }) => inGaps),
    missing: sum(({ missing }) => missing),
    repeated: sum(({ repeated }) => repeated),
    misplaced: misplaced + sum(({ misplaced: ofLine }) => ofLine),
    examples: all.flatMap(({ examples }) => examples).slice(0, 10),
  };
}

class Line {
  missing = 0;
  inGaps = 0;
  repeated = 0;
  misplaced = 0;
  readonly examples: string[] = [];
  readonly #names: string[];
  readonly #places: Map<string, number[]>;
  readonly #entries: readonly LedgerEntry[];
  /** The next one to come: several may be meant where trades equal each other, until what follows tells. In ascending order. */
  #next: number[] = [0];
  #behindGap = false;

  constructor(entries: readonly LedgerEntry[], shifts: Shifts) {
    this.#entries = entries;
    this.#names = entries.map(({ source, at, price, size }) => nameOf(at + (shifts[source] ?? 0), price, size));
    this.#places = new Map();
    for (const [place, name] of this.#names.entries()) {
      const places = this.#places.get(name);
      if (places) places.push(place);
      else this.#places.set(name, [place]);
    }
  }

  tellGap(): void {
    this.#behindGap = true;
  }

  hear(name: string): void {
    const places = this.#places.get(name) ?? [];
    if (this.#behindGap && places.length > 0) {
      this.#goOn(places);
      return;
    }
    const followed = this.#next.map((next) => places.find((place) => place >= next && this.#mayFollow(next, place)));
    const fits = [...new Set(followed)].filter((place) => place !== undefined);
    if (fits.length > 0) {
      this.#next = fits.map((place) => place + 1);
      return;
    }
    const ahead = places.find((place) => place >= this.#latest);
    if (places.some((place) => place < this.#latest)) {
      this.repeated += 1;
      this.#note('again', places.at(-1));
    } else if (ahead !== undefined) {
      this.#pass(ahead);
      this.#next = [ahead + 1];
    } else {
      this.misplaced += 1;
      this.#note(`never told: ${name}`, this.#latest);
    }
  }

  end(): void {
    if (this.#behindGap) this.inGaps += this.#passed(this.#entries.length).length;
    else this.#pass(this.#entries.length);
  }

  get #latest(): number {
    return this.#next.at(-1) ?? 0;
  }

  #goOn(places: readonly number[]): void {
    this.inGaps += this.#passed(places.find((place) => place >= this.#latest) ?? 0).length;
    this.#next = places.map((place) => place + 1);
    this.#behindGap = false;
  }

  #mayFollow(next: number, place: number): boolean {
    for (let skipped = next; skipped < place; skipped++) if (!this.#entries[skipped]?.repeat) return false;
    return true;
  }

  #pass(until: number): void {
    const passed = this.#passed(until);
    this.missing += passed.length;
    if (passed.length > 0) this.#note(`${passed.length} missing`, this.#latest);
  }

  #passed(until: number): LedgerEntry[] {
    return this.#entries.slice(this.#latest, until).filter(({ repeat }) => !repeat);
  }

  #note(what: string, place: number | undefined): void {
    const entry = this.#entries[place ?? 0];
    if (this.examples.length < 3) this.examples.push(`subscriber ${what}: ${entry?.symbol} ${entry?.key} (no. ${place})`);
  }
}

/** The same number in two spellings is one name. */
function nameOf(at: number, price: string, size: string): string {
  return `${at} ${Number(price)} ${Number(size)}`;
}
