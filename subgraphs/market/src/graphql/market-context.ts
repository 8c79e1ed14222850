import type { SubgraphContext } from '@marketgraph/subgraph-server';
import type DataLoader from 'dataloader';
import type { AdjustmentBook } from '../domain/adjustment-book.ts';
import type { FeedBoard } from '../domain/feed-board.ts';
import type { InstrumentCatalogue } from '../domain/instrument-catalogue.ts';
import type { QuoteBoard } from '../domain/quote-board.ts';
import type { VenueCalendars } from '../domain/venue-calendars.ts';
import type { SymbolCounts } from '../storage/count-reader.ts';
import type { Sql } from '../storage/sql.ts';
import type { MarketCommands } from './market-commands.ts';

/** What lives as long as the process. */
export interface MarketReads {
  readonly catalogue: InstrumentCatalogue;
  readonly adjustments: AdjustmentBook;
  readonly board: QuoteBoard;
  readonly calendars: VenueCalendars;
  readonly feeds: FeedBoard;
  readonly sql: Sql;
  /** Of all sources, the one with the newest event first. */
  readonly counts: (symbols: readonly string[]) => Promise<SymbolCounts[]>;
  readonly now: () => number;
  readonly commands: MarketCommands;
}

export interface MarketContext extends SubgraphContext {
  readonly market: MarketReads;
  readonly counts: DataLoader<string, SymbolCounts[]>;
}

/** The counts of the source that answers for the symbol now: the active one, or before the first quote the one with history. */
export async function activeCounts({ market, counts }: MarketContext, symbol: string): Promise<SymbolCounts | null> {
  const all = await counts.load(symbol);
  const active = market.board.latest(symbol)?.source;
  return all.find(({ source, spans }) => source === active || spans.some((span) => span.source === active)) ?? all[0] ?? null;
}

export async function activeSource(context: MarketContext, symbol: string): Promise<string | null> {
  return context.market.board.latest(symbol)?.source ?? (await activeCounts(context, symbol))?.source ?? null;
}
