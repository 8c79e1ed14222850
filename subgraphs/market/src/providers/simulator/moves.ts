import { type AssetClass, DAY_MS } from '@marketgraph/vocabulary';
import type { Listing } from './listings.ts';
import type { Random } from './random.ts';

/** Days of trading in a year, as volatilities are told. */
const YEAR_DAYS = 252;

/** How much of a move is the market's, and how much the group's; the rest is the instrument's own. */
const loadings: Record<AssetClass, { readonly market: number; readonly group: number }> = {
  STOCK: { market: 0.55, group: 0.4 },
  ETF: { market: 0.7, group: 0.7 },
  INDEX: { market: 0.7, group: 0.7 },
  CRYPTO: { market: 0.3, group: 0.75 },
  FOREX: { market: 0.15, group: 0.5 },
  COMMODITY: { market: 0.2, group: 0.6 },
};

/** What all instruments of a group have in common at one moment: standard normal, the market under the empty name. */
export type Factors = ReadonlyMap<string, number>;

export function drawFactors(random: Random, groups: readonly string[]): Factors {
  return new Map(['', ...groups].map((group) => [group, random.normal()]));
}

export function groupsOf(listings: readonly Listing[]): string[] {
  return [...new Set(listings.map((listing) => listing.group))];
}

/** A standard normal move that is correlated with everybody else's. */
export function correlatedMove(listing: Listing, factors: Factors, own: number): number {
  const { market, group } = loadings[listing.instrument.assetClass];
  // Dollars rise when markets fall: pairs that begin with the dollar move against the market.
  const sign = listing.instrument.symbol.startsWith('USD-') ? -1 : 1;
  const rest = Math.sqrt(1 - market ** 2 - group ** 2);
  return sign * (market * (factors.get('') ?? 0) + group * (factors.get(listing.group) ?? 0)) + rest * own;
}

/** Standard deviation of the log return over `ms` at the given activity (1 is a day's mean). */
export function deviation({ volatility }: Listing, ms: number, activity: number): number {
  return volatility * Math.sqrt((ms / DAY_MS / YEAR_DAYS) * activity);
}
