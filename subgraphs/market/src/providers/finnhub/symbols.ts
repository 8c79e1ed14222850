import { parseSymbol, providerSymbolOf } from '@marketgraph/vocabulary';
import { instrumentOfSymbol } from '../../domain/instrument-directory.ts';

/** What OANDA tells beside currencies under the names that we have for them; its names of oil and gas are others, and not verified. */
const METALS: ReadonlySet<string> = new Set(['XAU', 'XAG', 'XPT', 'XPD']);

/** Null for what it does not have. Currencies and metals are OANDA's there, however much a coin's pair looks like them. */
export function finnhubSymbolOf(symbol: string): string | null {
  const parsed = parseSymbol(symbol);
  const assetClass = instrumentOfSymbol(symbol)?.assetClass;
  if (parsed?.kind !== 'PAIR' || assetClass === 'CRYPTO') return providerSymbolOf('finnhub', symbol);
  return assetClass === 'FOREX' || METALS.has(parsed.base) ? `OANDA:${parsed.base}_${parsed.unit}` : null;
}

/** Its REST paths name the kind of what they tell. */
export function marketOf(providerSymbol: string): 'stock' | 'crypto' | 'forex' {
  if (providerSymbol.startsWith('OANDA:')) return 'forex';
  return providerSymbol.includes(':') ? 'crypto' : 'stock';
}
