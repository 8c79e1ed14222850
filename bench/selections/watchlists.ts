/** Of so many symbols each watchlist has five. */
export const WATCHED = 50;

/**
 * Lists that are all different, of which each symbol is in as many as any other: the list moves along the symbols, and with each round
 * of them its five are further apart.
 */
export function differentWatchlists(symbols: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, (_, index) => {
    const [round, start] = [Math.floor(index / symbols.length), index % symbols.length];
    return stepsOf(round).map((step) => symbols[(start + step) % symbols.length] ?? '');
  });
}

/** The first five for everybody. */
export function equalWatchlists(symbols: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, () => symbols.slice(0, 5));
}

/** All below half of the symbols, and different in each round. */
function stepsOf(round: number): number[] {
  return [0, 1 + (round % 4), 6 + (Math.floor(round / 4) % 5), 12, 18 + Math.floor(round / 20)];
}
