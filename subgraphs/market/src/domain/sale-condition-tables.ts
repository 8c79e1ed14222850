/** What trades of a kind update in consolidated statistics. PRICES is a corrected close: it sets prices and adds no volume. */
export type SaleRule = 'ALL' | 'HIGH_LOW_VOLUME' | 'VOLUME' | 'PRICES' | 'NOTHING';

type Codes = Readonly<Record<string, SaleRule>>;

/**
 * What both tapes of US stocks agree on. Source: the consolidated processing guidelines for sale conditions in the "CTS Pillar Output
 * Specification" (Consolidated Tape Association: tapes A and B) and in the "UTP Data Feed Services Specification" (UTP Plan: tape C).
 * Where a guideline reads "last only if it is the first or only qualifying trade", the rule here is high, low and volume: a candle
 * without any other trade takes its open and close from it (see price-span.ts), which is the same.
 */
const bothTapes: Codes = {
  '@': 'ALL', // regular
  C: 'VOLUME', // cash sale, settled on the same day
  F: 'ALL', // intermarket sweep
  G: 'HIGH_LOW_VOLUME', // bunched sold
  H: 'VOLUME', // price variation
  I: 'VOLUME', // odd lot
  K: 'ALL', // rule 127 or 155
  L: 'ALL', // sold last: late, but in sequence
  M: 'NOTHING', // the market center's official close
  N: 'VOLUME', // next day settlement
  O: 'ALL', // opening
  P: 'HIGH_LOW_VOLUME', // prior reference price
  Q: 'NOTHING', // the market center's official open
  R: 'VOLUME', // seller's option
  T: 'VOLUME', // extended hours (Form T)
  U: 'VOLUME', // extended hours, out of sequence
  V: 'VOLUME', // contingent
  X: 'ALL', // cross
  Z: 'HIGH_LOW_VOLUME', // sold, out of sequence
  '4': 'HIGH_LOW_VOLUME', // derivatively priced
  '5': 'ALL', // reopening
  '6': 'ALL', // closing
  '7': 'VOLUME', // qualified contingent
  '9': 'PRICES', // corrected consolidated close
};

export const tapeRules: Readonly<Record<'cta' | 'utp', Codes>> = {
  cta: {
    ...bothTapes,
    B: 'VOLUME', // average price
    E: 'ALL', // automatic execution
  },
  utp: {
    ...bothTapes,
    A: 'ALL', // acquisition
    B: 'ALL', // bunched
    D: 'ALL', // distribution
    S: 'ALL', // split
    W: 'VOLUME', // average price
    Y: 'ALL', // yellow flag
    '1': 'ALL', // stopped stock
  },
};

/**
 * Flags of AlgoSeek's trades as LEAN names them, by bit. Source of the bits: `TradeConditionFlags` of QuantConnect LEAN
 * (Common/Data/Auxiliary); of the rules: the guidelines above, under the letters given here. "Stock option" is the kind of before 2015,
 * which counted fully, not today's V.
 */
export const flagRules: readonly SaleRule[] = [
  'ALL', // 0 regular, @
  'VOLUME', // 1 cash, C
  'VOLUME', // 2 next day, N
  'VOLUME', // 3 seller, R
  'ALL', // 4 yellow flag, Y
  'ALL', // 5 intermarket sweep, F
  'ALL', // 6 opening print, O
  'ALL', // 7 closing print, 6
  'ALL', // 8 reopening print, 5
  'HIGH_LOW_VOLUME', // 9 derivatively priced, 4
  'VOLUME', // 10 Form T, T
  'ALL', // 11 sold, L
  'ALL', // 12 stopped, 1
  'VOLUME', // 13 extended hours, T
  'HIGH_LOW_VOLUME', // 14 out of sequence, Z
  'ALL', // 15 split, S
  'ALL', // 16 acquisition, A
  'ALL', // 17 bunched, B
  'ALL', // 18 stock option
  'ALL', // 19 distribution, D
  'VOLUME', // 20 average price, W
  'ALL', // 21 cross, X
  'VOLUME', // 22 price variation, H
  'ALL', // 23 rule 155, K
  'NOTHING', // 24 official close, M
  'HIGH_LOW_VOLUME', // 25 prior reference price, P
  'NOTHING', // 26 official open, Q
  'ALL', // 27 CAP election
  'ALL', // 28 automatic execution, E
  'ALL', // 29 trade-through exempt
  'ALL', // 30 undocumented
  'VOLUME', // 31 odd lot, I
];
