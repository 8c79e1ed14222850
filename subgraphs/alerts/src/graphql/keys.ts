import { isSymbol, keyOf, type NodeType } from '@marketgraph/vocabulary';

/** What stands for an id that is none of ours: it finds nothing. */
export const NO_KEY = 'none';

/** Null for what can be no key of ours: Postgres refuses some texts that decode well. */
export function ownKey(type: NodeType, id: string): string | null {
  const key = keyOf(type, id);
  return key !== null && /^[0-9a-f-]{36}$/.test(key) ? key : null;
}

/** The symbol that a reference to an Instrument names, by either of its keys. */
export function symbolOf(reference: Record<string, string>): string | null {
  const symbol = reference['symbol'] ?? keyOf('Instrument', reference['id'] ?? '');
  return symbol && isSymbol(symbol) ? symbol : null;
}
