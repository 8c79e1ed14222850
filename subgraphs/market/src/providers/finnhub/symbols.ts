import { parseSymbol, providerSymbolOf } from '@marketgraph/vocabulary';
import { instrumentOfSymbol } from '../../domain/instrument-directory.ts';

/** Null for what it does not have. Currencies and metals are OANDA's there, however much a coin's pair looks like them. */
export function finnhubSymbolOf(symbol: string): string | null {
  const parsed = parseSymbol(symbol);
  if (parsed?.kind !== 'PAIR' || instrumentOfSymbol(symbol)?.assetClass === 'CRYPTO') return providerSymbolOf('finnhub', symbol);
  return `OANDA:${parsed.base}_${parsed.unit}`;
}

/** Its REST paths name the kind of what they tell. */
export function marketOf(providerSymbol: string): 'stock' | 'crypto' | 'forex' {
  if (providerSymbol.startsWith('OANDA:')) return 'forex';
  return providerSymbol.includes(':') ? 'crypto' : 'stock';
}
