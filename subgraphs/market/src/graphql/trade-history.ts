import { badInput, decodePageCursor } from '@marketgraph/subgraph-server';
import { isSymbol } from '@marketgraph/vocabulary';
import type { NamedTime } from '../domain/instrument-catalogue.ts';
import { piecesIn } from '../domain/source-spans.ts';
import { type RecordedTrade, readTrades, type TradeQuery } from '../storage/tick-reader.ts';
import { activeCounts, activeSource, type MarketContext } from './market-context.ts';
import { isInstant, isSource } from './range.ts';

/** A trade's place in the order newest first; of one instant the greatest key comes first, then the newest symbol. */
export interface TradePlace {
  readonly occurredAt: number;
  /** Of an instrument with former symbols. */
  readonly symbol: string | null;
  readonly source: string;
  readonly key: number;
}

export interface TradeHistoryQuery {
  readonly from: number | null;
  readonly to: number | null;
  /** A page goes on with the source it began with, also when another has become active meanwhile, unless they replace each other. */
  readonly after: TradePlace | null;
  readonly limit: number;
}

/** Trades of an instrument, newest first, under all the symbols that it has had. */
export async function tradeHistory(context: MarketContext, symbol: string, query: TradeHistoryQuery): Promise<RecordedTrade[]> {
  const names = context.market.catalogue.get(symbol)?.names ?? [];
  if (names.length > 1) return joinedTrades(context, names, query);
  const [name] = names;
  const source = query.after?.source ?? (await activeSource(context, symbol));
  if (source === null) return [];
  const range = name ? within(query, name) : query;
  return tradesOf(context, { ...range, symbol, source, limit: query.limit });
}

/** Where sources replace each other, those of each for its time: no two of them are active at one instant. */
async function tradesOf(context: MarketContext, query: TradeQuery): Promise<RecordedTrade[]> {
  const { symbol, source, from, to, after } = query;
  const { sql } = context.market;
  const counts = (await context.counts.load(symbol)).find(({ spans }) => spans.some((span) => span.source === source));
  if (!counts) return readTrades(sql, query);
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, after ? after.occurredAt + 1 : Number.POSITIVE_INFINITY);
  const found: RecordedTrade[] = [];
  for (const piece of piecesIn(counts.spans, { from: from ?? Number.NEGATIVE_INFINITY, to: end }).reverse()) {
    if (found.length >= query.limit) break;
    const bounds = { source: piece.source, from: finite(piece.from), to: finite(piece.to), limit: query.limit - found.length };
    // Whoever was active then according to the cursor need not be any more: then the instant has been told.
    const place = after && (piece.source === source ? after : { ...after, key: Number.MIN_SAFE_INTEGER });
    found.push(...(await readTrades(sql, { ...query, ...bounds, after: place ?? null })));
  }
  return found;
}

function finite(at: number): number | null {
  return Number.isFinite(at) ? at : null;
}

async function joinedTrades(context: MarketContext, names: readonly NamedTime[], query: TradeHistoryQuery): Promise<RecordedTrade[]> {
  const placeRank = names.findIndex(({ symbol }) => symbol === query.after?.symbol);
  const read = async (name: NamedTime, rank: number) => {
    const isPlace = query.after !== null && rank === Math.max(placeRank, 0);
    const source = isPlace ? query.after?.source : (await activeCounts(context, name.symbol))?.source;
    if (source === undefined) return [];
    // Under an older symbol a trade of the same instant and key is still to come.
    const key = (query.after?.key ?? 0) + (rank < placeRank ? 1 : 0);
    const after = query.after && { occurredAt: query.after.occurredAt, key };
    const trades = await tradesOf(context, { ...within(query, name), symbol: name.symbol, source, after, limit: query.limit });
    return trades.map((trade) => ({ trade, rank }));
  };
  const all = (await Promise.all(names.map(read))).flat();
  all.sort((a, b) => b.trade.occurredAt - a.trade.occurredAt || b.trade.key - a.trade.key || b.rank - a.rank);
  return all.slice(0, query.limit).map(({ trade }) => trade);
}

function within({ from, to, after }: TradeHistoryQuery, name: NamedTime) {
  return {
    from: name.from === null ? from : Math.max(name.from, from ?? name.from),
    to: name.to === null ? to : Math.min(name.to, to ?? name.to),
    after,
  };
}

/** What a page ends with, as its cursor tells it. */
export function tradePlaceKey(context: MarketContext, symbol: string): (trade: RecordedTrade) => (string | number)[] {
  const hasFormerSymbols = (context.market.catalogue.get(symbol)?.names.length ?? 1) > 1;
  return ({ occurredAt, symbol: own, source, key }) => [occurredAt, hasFormerSymbols ? `${own} ${source}` : source, key];
}

export function tradePlace(cursor: string): TradePlace {
  const [occurredAt, named, key] = decodePageCursor(cursor, 3);
  const [source, symbol = null] = String(named).split(' ').reverse();
  const isPlace = isInstant(occurredAt) && isSource(source) && (symbol === null || isSymbol(symbol)) && Number.isSafeInteger(key);
  if (isPlace) return { occurredAt, symbol, source, key: Number(key) };
  throw badInput('MALFORMED_CURSOR', 'This page cursor was not given out by this field.');
}
