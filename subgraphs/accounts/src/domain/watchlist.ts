import { isSymbol, type UserError } from '@marketgraph/vocabulary';

export interface Watchlist {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly symbols: readonly string[];
  readonly createdAt: number;
}

/** A watchlist as it became; `symbols` is null when it was deleted. */
export interface WatchlistChange {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly symbols: readonly string[] | null;
}

export const MOST_WATCHLISTS = 50;
export const MOST_SYMBOLS = 500;

/** Each symbol once, in the order given. */
export function withoutRepeats(symbols: readonly string[]): string[] {
  return [...new Set(symbols)];
}

export function checkSymbols(symbols: readonly string[]): UserError[] {
  if (symbols.length > MOST_SYMBOLS) {
    return [{ code: 'LIMIT_REACHED', message: `A watchlist has at most ${MOST_SYMBOLS} symbols.`, field: ['symbols'] }];
  }
  return symbols.flatMap((symbol, index) =>
    isSymbol(symbol)
      ? []
      : [
          {
            code: 'INVALID' as const,
            message: `${JSON.stringify(symbol.slice(0, 30))} is not a symbol.`,
            field: ['symbols', String(index)],
          },
        ],
  );
}
