export function instrumentPath(symbol: string): string {
  return `/instruments/${encodeURIComponent(symbol)}`;
}
