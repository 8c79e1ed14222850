import type { Viewer } from '@marketgraph/vocabulary';
import DataLoader from 'dataloader';
import type { SymbolCounts } from '../storage/count-reader.ts';
import type { MarketContext, MarketReads } from './market-context.ts';

/** One for each request: what it has read once it does not read again. */
export function createMarketContext(market: MarketReads, viewer: Viewer | null): MarketContext {
  const counts = new DataLoader<string, SymbolCounts[]>(async (symbols) => {
    const bySymbol = Map.groupBy(await market.counts(symbols), ({ symbol }) => symbol);
    return symbols.map((symbol) => bySymbol.get(symbol) ?? []);
  });
  return { viewer, market, counts };
}
