import { flagRules, type SaleRule, tapeRules } from './sale-condition-tables.ts';

/** How far a price counts: for volume only, for high and low too, or for open, close and last as well. */
export type Priced = 0 | 1 | 2;
export const VOLUME_ONLY = 0;
export const HIGH_AND_LOW = 1;
export const ALL_PRICES = 2;

/** What a trade counts for. */
export interface SaleEffect {
  readonly priced: Priced;
  readonly volume: boolean;
  /** Counts for nothing: a report that repeats prices, e.g. a venue's official close. */
  readonly ignored: boolean;
}

export const countsFully: SaleEffect = { priced: ALL_PRICES, volume: true, ignored: false };

/** Tapes use some hundred combinations; a feed that never repeats one must not fill the memory. */
const MAX_KNOWN = 10_000;
const known = new Map<string, SaleEffect>();

/**
 * What the conditions of a trade, as they are stored with it, let it count for. The text names its table itself (see the forms in
 * docs/recordings.md); none, and what no table knows, counts fully. With several conditions the strictest holds.
 */
export function effectOf(conditions: string | null | undefined): SaleEffect {
  if (conditions === null || conditions === undefined) return countsFully;
  const found = known.get(conditions);
  if (found) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const effect = strictest(rulesOf(conditions));
  known.set(conditions, effect);
  return effect;
}

/** The exchange may come first: `P 20000020`, `flags:20`, `Q utp:@FTI`, `cta:T`. One that stands alone is no condition. */
function rulesOf(conditions: string): SaleRule[] {
  const flags = /^(?:\S+ (?:flags:)?|flags:)([0-9a-f]{1,8})$/i.exec(conditions)?.[1];
  if (flags !== undefined) return flagsOf(Number.parseInt(flags, 16));
  const [, tape, codes] = /^(?:\S+ )?(cta|utp):(.+)$/.exec(conditions) ?? [];
  return [...(codes ?? '')].map((code) => tapeRules[tape === 'utp' ? 'utp' : 'cta'][code] ?? 'ALL');
}

function flagsOf(flags: number): SaleRule[] {
  // Bit 31 is used too, which the operators on integers would take for a sign.
  return flagRules.filter((_, bit) => Math.floor(flags / 2 ** bit) % 2 === 1);
}

const effects: Readonly<Record<SaleRule, { priced: Priced; volume: boolean }>> = {
  ALL: { priced: ALL_PRICES, volume: true },
  HIGH_LOW_VOLUME: { priced: HIGH_AND_LOW, volume: true },
  VOLUME: { priced: VOLUME_ONLY, volume: true },
  PRICES: { priced: ALL_PRICES, volume: false },
  NOTHING: { priced: VOLUME_ONLY, volume: false },
};

function strictest(rules: readonly SaleRule[]): SaleEffect {
  let [priced, volume]: [Priced, boolean] = [ALL_PRICES, true];
  for (const rule of rules) {
    const effect = effects[rule];
    if (effect.priced < priced) priced = effect.priced;
    volume &&= effect.volume;
  }
  return { priced, volume, ignored: priced === VOLUME_ONLY && !volume };
}
