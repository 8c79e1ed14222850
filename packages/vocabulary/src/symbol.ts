/**
 * One grammar for all venues (docs/symbols.md); upper case, at most 24 characters:
 *
 *   symbol = listed / index / pair
 *   listed = name [ "." suffix ]     AAPL, BRK.B (class), VOW3.DE (venue), 7203.T
 *   index  = "^" listed              ^SPX, ^N225
 *   pair   = name "-" unit           EUR-USD, BTC-USD, XAU-USD: one of `name` is told in `unit`
 *   name   = 1*12 ( A-Z / 0-9 ),  suffix, unit = 1*10 ( A-Z / 0-9 )
 */
export type ParsedSymbol =
  | { readonly kind: 'LISTED'; readonly name: string; readonly suffix: string | null }
  | { readonly kind: 'INDEX'; readonly name: string; readonly suffix: string | null }
  | { readonly kind: 'PAIR'; readonly base: string; readonly unit: string };

const listed = /^(\^?)([A-Z0-9]{1,12})(?:\.([A-Z0-9]{1,10}))?$/;
const pair = /^([A-Z0-9]{1,12})-([A-Z0-9]{1,10})$/;

/** Null for what is no symbol. */
export function parseSymbol(text: string): ParsedSymbol | null {
  const [, base, unit] = pair.exec(text) ?? [];
  if (base !== undefined && unit !== undefined) return { kind: 'PAIR', base, unit };
  const [, caret, name, suffix = null] = listed.exec(text) ?? [];
  return name === undefined ? null : { kind: caret ? 'INDEX' : 'LISTED', name, suffix };
}

export function isSymbol(text: string): boolean {
  return listed.test(text) || pair.test(text);
}

export function formatSymbol(symbol: ParsedSymbol): string {
  if (symbol.kind === 'PAIR') return `${symbol.base}-${symbol.unit}`;
  return `${symbol.kind === 'INDEX' ? '^' : ''}${symbol.name}${symbol.suffix === null ? '' : `.${symbol.suffix}`}`;
}
