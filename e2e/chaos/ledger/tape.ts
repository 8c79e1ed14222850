import { Random } from '../random.ts';
import { type Product, products } from './products.ts';

/** One execution as the ledger keeps it. */
export interface Trade {
  readonly symbol: string;
  readonly source: string;
  readonly key: number;
  /** Milliseconds since 1970, on the tape's own clock. */
  readonly at: number;
  readonly price: string;
  readonly size: string;
}

/** One message of a venue: a trade, told for the first time or again. */
export interface Told {
  readonly product: Product;
  readonly trade: Trade;
  /** When it arrives, on the tape's clock. */
  readonly t: number;
  readonly repeat: boolean;
}

export interface TapeOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly rate: number;
  /** Whether anything is told twice; true where nobody says otherwise. */
  readonly repeats?: boolean;
}

/** When every tape begins: 2026-03-02, a Monday. */
export const TAPE_START = Date.UTC(2026, 2, 2, 12, 0, 30);
const RECONNECT_EVERY_MS = 17_000;
const REPEATED_AFTER_RECONNECT = 30;

interface Line {
  readonly product: Product;
  key: number;
  ticks: number;
  last: Trade | null;
  readonly recent: Trade[];
}

/**
 * `seconds` times `rate` trades, and on the way all that venues really do: gaps in the ids, one instant for several trades, trades that
 * equal another in all but their key, trades that overtake each other, come minutes late, or are told again, singly and after a reconnect.
 */
export function* tape({ seed, seconds, rate, repeats = true }: TapeOptions): Generator<Told> {
  const random = new Random(seed);
  const lines = products.map((product) => newLine(product, random));
  const drawn = lines.map((line) => ({ line, weight: line.product.weight }));
  const later = new Map<number, { line: Line; trade: Trade; repeat: boolean }[]>();
  const count = seconds * rate;
  let reconnectAt = RECONNECT_EVERY_MS;
  const tell = ({ line, trade, repeat }: { line: Line; trade: Trade; repeat: boolean }, t: number): Told => {
    line.recent.push(trade);
    if (line.recent.length > REPEATED_AFTER_RECONNECT) line.recent.shift();
    return { product: line.product, trade, t, repeat };
  };
  for (let index = 0; index < count; index++) {
    const elapsed = Math.floor((index * 1_000) / rate);
    const t = TAPE_START + elapsed;
    for (const due of later.get(index) ?? []) yield tell(due, t);
    later.delete(index);
    if (repeats && elapsed >= reconnectAt) {
      reconnectAt += RECONNECT_EVERY_MS;
      for (const line of lines) for (const trade of [...line.recent]) yield { product: line.product, trade, t, repeat: true };
    }
    const line = random.weighted(drawn)?.line;
    if (!line) continue;
    const trade = nextTrade(line, t, random);
    const held = random.chance(0.02) ? random.whole(1, 40) : 0;
    if (held > 0) postpone(later, index + held, { line, trade, repeat: false });
    else yield tell({ line, trade, repeat: false }, t);
    if (random.chance(0.01) && repeats) postpone(later, index + held + random.whole(1, 400), { line, trade, repeat: true });
  }
  const end = TAPE_START + seconds * 1_000;
  for (const index of [...later.keys()].sort((a, b) => a - b)) for (const due of later.get(index) ?? []) yield tell(due, end);
}

function newLine(product: Product, random: Random): Line {
  return { product, key: random.whole(1, 900_000_000), ticks: product.startPrice, last: null, recent: [] };
}

function nextTrade(line: Line, t: number, random: Random): Trade {
  const { product, last } = line;
  line.key += random.chance(0.05) ? random.whole(2, 9) : 1;
  line.ticks = Math.max(1, line.ticks + random.whole(-3, 3));
  const named = { symbol: product.symbol, source: product.venue, key: line.key };
  // Late by up to five minutes: its candles have closed long ago.
  if (random.chance(0.003)) return { ...named, ...drawn(line, t - random.whole(1_000, 300_000), random) };
  const twin = last !== null && random.chance(0.05);
  const at = last !== null && random.chance(0.2) ? last.at : t - random.whole(0, 40);
  const trade = twin ? { ...last, ...named } : { ...named, ...drawn(line, at, random) };
  line.last = trade;
  return trade;
}

function drawn({ product, ticks }: Line, at: number, random: Random): Pick<Trade, 'at' | 'price' | 'size'> {
  const steps = random.chance(0.3) ? 10 ** random.whole(1, product.sizeDigits) : random.whole(1, 10 ** Math.min(7, product.sizeDigits + 2));
  return { at, price: decimal(ticks, product.priceDigits), size: decimal(steps, product.sizeDigits) };
}

function decimal(steps: number, digits: number): string {
  const text = String(steps).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function postpone<T>(later: Map<number, T[]>, index: number, item: T): void {
  const waiting = later.get(index);
  if (waiting) waiting.push(item);
  else later.set(index, [item]);
}
