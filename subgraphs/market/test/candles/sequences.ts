/**
 * What a bad line delivers of one symbol: late, out of order, repeated, at one instant, cut anywhere, told again after a reconnect, with
 * gaps and jumps of the venue's clock, corrected before and after. Everything follows from the seed.
 */
export interface SequenceTrade {
  readonly kind: 'trade';
  readonly key: number;
  readonly at: number;
  readonly price: string;
  readonly size: string;
  readonly conditions: string | null;
}

export interface SequenceQuote {
  readonly kind: 'quote';
  readonly key: number;
  readonly at: number;
  readonly bid: string;
  readonly ask: string;
}

export interface SequenceCorrection {
  readonly kind: 'correction';
  readonly key: number;
  readonly tradeKey: number;
  readonly tradeAt: number;
  /** Null cancels. */
  readonly right: { readonly price: string; readonly size: string } | null;
}

export type SequenceItem = SequenceTrade | SequenceQuote | SequenceCorrection;

export interface Sequence {
  readonly seed: number;
  readonly timezone: 'UTC' | 'America/New_York';
  readonly batches: readonly (readonly SequenceItem[])[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Around ends of days, weeks and months, and around changes of clocks in New York. */
const beginnings = [
  '2026-03-06T23:50Z',
  '2026-03-08T06:30Z',
  '2026-11-01T05:10Z',
  '2026-01-31T23:58Z',
  '2013-10-07T13:29Z',
  '2026-02-28T04:55Z',
];
const steps = [0, 0, 0, 1, 250, 999, 5_000, 5_000, 20_000, MINUTE, 3 * MINUTE, 17 * MINUTE, HOUR, 5 * HOUR];
const jumps = [-26 * HOUR, -90 * MINUTE, 26 * HOUR, 9 * 24 * HOUR];
const sizes = ['1', '1', '100', '0.5', '0.00000001', '12345678901234.5', '250', '3.25'];
const sales = [null, null, null, 'P 1', 'P 2000', 'D 20100200', 'D 4800', 'P 1000000', 'Q utp:@4', 'N cta:FT', 'cta:9'];

export function sequenceOf(seed: number): Sequence {
  const dice = new Dice(seed);
  const shape = dice.pick(['trades', 'trades', 'trades', 'both', 'both', 'quotes'] as const);
  const told = [...(shape === 'quotes' ? [] : makeTrades(dice)), ...(shape === 'trades' ? [] : makeQuotes(dice))];
  const late = delayed(told, dice);
  const items = reconnected(repeated(corrected(late, dice), dice), dice);
  return { seed, timezone: dice.pick(['UTC', 'America/New_York']), batches: cut(items, dice) };
}

function makeTrades(dice: Dice): SequenceTrade[] {
  const withConditions = dice.chance(0.5);
  const keys = dice.keys(dice.between(1, 40));
  return clockOf(keys.length, dice).map((at, index) => ({
    kind: 'trade',
    key: keys[index] ?? 0,
    at,
    price: priceOf(dice),
    size: dice.pick(sizes),
    conditions: withConditions ? dice.pick(sales) : null,
  }));
}

function makeQuotes(dice: Dice): SequenceQuote[] {
  const keys = dice.keys(dice.between(1, 25));
  return clockOf(keys.length, dice).map((at, index) => ({
    kind: 'quote',
    key: keys[index] ?? 0,
    at,
    bid: priceOf(dice),
    ask: priceOf(dice),
  }));
}

function clockOf(count: number, dice: Dice): number[] {
  let at = Date.parse(dice.pick(beginnings));
  return Array.from({ length: count }, () => {
    at += dice.chance(0.02) ? dice.pick(jumps) : dice.pick(steps);
    return at;
  });
}

/** Few prices, so that they meet. */
function priceOf(dice: Dice): string {
  return dice.chance(0.1) ? `${dice.between(90, 110)}` : `${dice.between(95, 105)}.${String(dice.between(0, 99)).padStart(2, '0')}`;
}

function delayed<T>(items: readonly T[], dice: Dice): T[] {
  if (dice.chance(0.15)) return dice.shuffled(items);
  const share = dice.pick([0, 0.1, 0.4]);
  return items
    .map((item, index) => ({ item, place: index + (dice.chance(share) ? dice.between(1, 12) : 0) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Not the first trade: what was traded once stays traded. One correction in eight names a trade that never comes. */
function corrected(items: readonly (SequenceTrade | SequenceQuote)[], dice: Dice): SequenceItem[] {
  const trades = items.filter((item) => item.kind === 'trade').slice(1);
  const all: SequenceItem[] = [...items];
  const count = trades.length > 0 && dice.chance(0.4) ? dice.between(1, 4) : 0;
  for (const key of dice.keys(count)) {
    const meant = dice.pick(trades);
    const tradeKey = dice.chance(0.12) ? 1_000_000 + key : meant.key;
    const right = dice.chance(0.5) ? { price: priceOf(dice), size: dice.pick(sizes) } : null;
    all.splice(dice.between(1, all.length), 0, { kind: 'correction', key, tradeKey, tradeAt: meant.at, right });
  }
  return all;
}

function repeated<T>(items: readonly T[], dice: Dice): T[] {
  const share = dice.pick([0, 0.05, 0.3]);
  return items.flatMap((item) => (dice.chance(share) ? [item, item] : [item]));
}

/** After a break the venue tells again what it told some time before it. */
function reconnected<T>(items: readonly T[], dice: Dice): T[] {
  if (!dice.chance(0.3)) return [...items];
  const to = dice.between(1, items.length);
  const from = dice.between(0, to - 1);
  return [...items.slice(0, to), ...items.slice(from, to), ...items.slice(to)];
}

function cut<T>(items: readonly T[], dice: Dice): T[][] {
  const longest = dice.pick([1, 4, 12, 60]);
  const batches: T[][] = [];
  for (let from = 0; from < items.length; ) {
    const size = dice.between(1, longest);
    batches.push(items.slice(from, from + size));
    from += size;
  }
  return batches;
}

/** Mulberry32. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  between(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)] as T;
  }

  /** Distinct, in no order. */
  keys(count: number): number[] {
    return this.shuffled(Array.from({ length: count }, (_, index) => (index + 1) * 7));
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: this.#next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
