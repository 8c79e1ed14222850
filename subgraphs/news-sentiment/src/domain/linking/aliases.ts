import type { ListedInstrument } from '../instrument.ts';

/** One way in which texts name an instrument. */
export interface Alias {
  readonly symbol: string;
  readonly text: string;
  /** Tickers as they are; names with a capital somewhere (iShares); metals and coins however written. */
  readonly cased: 'exact' | 'capital' | 'any';
}

const LEGAL_FORM =
  /[,\s]+(inc|corp|corporation|co|company|companies|plc|ltd|limited|ag|se|sa|s\.a\.|nv|n\.v\.|spa|ab|asa|holding|holdings|group|trust|class [abc]|\([^)]*\)|& co|kgaa|platforms|enterprises?)\.?$/i;
/** Tickers and short names that are ordinary words or abbreviations of a market page. */
const ORDINARY = new Set([
  'ALL',
  'ANY',
  'ARE',
  'BIG',
  'CAN',
  'CEO',
  'CFO',
  'CPI',
  'ETF',
  'EPS',
  'EUR',
  'FDA',
  'FED',
  'FOR',
  'GBP',
  'GDP',
  'IPO',
  'IT',
  'JPY',
  'KEY',
  'LOW',
  'NEW',
  'NOW',
  'ON',
  'ONE',
  'OPEN',
  'OUT',
  'SEC',
  'SEE',
  'SO',
  'USA',
  'USD',
  'WELL',
  'YOU',
]);

export function aliasesOf({ symbol, name, assetClass }: ListedInstrument): Alias[] {
  const names = [name, withoutLegalForm(name), shortNameOf(name)].filter((text) => text.length >= 3 && !ORDINARY.has(text.toUpperCase()));
  const cased = assetClass === 'COMMODITY' || assetClass === 'CRYPTO' ? 'any' : 'capital';
  return [
    ...[...new Set(names)].map((text) => ({ symbol, text, cased }) as const),
    ...tickersOf(symbol, assetClass).map((text) => ({ symbol, text, cased: 'exact' }) as const),
  ];
}

/** "Apple Inc." is written about as Apple. */
export function withoutLegalForm(name: string): string {
  let text = name.replace(/^The\s+/, '').trim();
  while (LEGAL_FORM.test(text)) text = text.replace(LEGAL_FORM, '');
  return text.trim() || name;
}

/** What headlines call it: the name in brackets where there is one (Petrobras), else without legal form, unit and web ending. */
export function shortNameOf(name: string): string {
  const bracketed = /\(([^)]{3,})\)/.exec(name)?.[1];
  // "Gold, troy ounce" tells the unit after the comma.
  const unitless = name.replace(/,\s*(troy ounce|barrel|pound|MMBtu|bushel|tonne)$/i, '');
  return bracketed ?? withoutLegalForm(unitless).replace(/\.com$/i, '');
}

function tickersOf(symbol: string, assetClass: ListedInstrument['assetClass']): string[] {
  const [base = symbol, quote] = symbol.split('-');
  // ETH alone means ether in dollars, not in bitcoin.
  const named = quote === undefined || quote === 'USD' ? [symbol, base] : [symbol];
  if (assetClass === 'FOREX' && quote) return [symbol, `${base}/${quote}`, `${base}${quote}`, `$${base}${quote}`];
  const bare = (assetClass === 'CRYPTO' ? named : [symbol]).filter((text) => text.length >= 3 && !ORDINARY.has(text));
  return [...new Set([...named.map((text) => `$${text}`), ...bare])];
}
