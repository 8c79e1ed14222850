import { providerSymbolOf } from '@marketgraph/vocabulary';
import type { Trade } from '../../domain/price-feed.ts';
import type { RestClient } from '../rest/rest-answer.ts';
import { bodyOf, NotAnswered } from '../stream/rest-body.ts';
import type { FoundTrades, MissingTrades } from '../stream/stream-venue.ts';
import { isId, isPriceText, isRecord } from '../wire-mapper.ts';
import { instantOfSeconds } from './times.ts';

interface Missed {
  readonly symbol: string;
  readonly missing: MissingTrades;
}

const TRADES_PER_PAGE = 1_000;
/** Within one millisecond there are not as many trades as these pages hold. */
const MOST_PAGES = 10;

/**
 * One page of `GET /0/public/Trades`: it goes back to the first trade of the pair, by time. It begins a millisecond before the last
 * trade that is known: where that one is told, nothing can be missing between it and the page's last.
 */
export async function missedTrades(rest: RestClient, { symbol, missing }: Missed, signal: AbortSignal): Promise<FoundTrades> {
  let since = `${BigInt(Math.max(missing.since - 1, 0)) * 1_000_000n}`;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { pair: restPair(symbol), since, count: String(TRADES_PER_PAGE) };
    const told = pageOf(symbol, bodyOf(await rest.get('/0/public/Trades', query, signal)));
    const reached = told.trades.at(-1)?.key ?? -1;
    if (reached >= missing.first || told.next === since || told.trades.length < TRADES_PER_PAGE) return found(told.trades, missing);
    since = told.next;
  }
  throw new NotAnswered('More trades of one time than its pages tell.', false);
}

/** Where a page tells none from before those that are missing, it does not reach back to them. Numbers may be skipped, as in its documentation. */
function found(told: readonly Trade[], { first, last }: MissingTrades): FoundTrades {
  const [oldest = first, newest = first - 1] = [told[0]?.key, told.at(-1)?.key];
  const trades = told.filter(({ key }) => key >= first && key <= last);
  return { trades, lostBelow: oldest > first ? Math.min(oldest, last + 1) : null, toldTo: Math.min(newest, last) };
}

/** REST has names of its own: XBTUSD, XDGUSD; all others as the websocket writes them, without the stroke. */
export function restPair(symbol: string): string {
  const units = (providerSymbolOf('kraken', symbol) ?? symbol).split('/');
  return units.map((unit) => REST_UNITS[unit] ?? unit).join('');
}

const REST_UNITS: Readonly<Record<string, string>> = { BTC: 'XBT', DOGE: 'XDG' };

interface Page {
  /** By their keys. */
  readonly trades: readonly Trade[];
  /** Where the next page begins, in nanoseconds. */
  readonly next: string;
}

/** `{ XXBTZUSD: [[price, volume, seconds, side, type, misc, trade_id], ...], last: "..." }`: the pair may be told under another name. */
function pageOf(symbol: string, body: unknown): Page {
  const { last, ...pairs } = isRecord(body) ? body : {};
  const [rows] = Object.values(pairs);
  if (!Array.isArray(rows) || typeof last !== 'string' || !/^\d{1,20}$/.test(last)) throw malformed();
  const trades = rows.map((row: unknown) => tradeOf(symbol, row));
  return { trades: trades.sort((a, b) => a.key - b.key), next: last };
}

/** A row that cannot be read might be one that is missing: then the page does not answer. */
function tradeOf(symbol: string, row: unknown): Trade {
  const [price, size, seconds, side, , , id] = Array.isArray(row) ? (row as readonly unknown[]) : [];
  const [key, occurredAt] = [Number(id), instantOfSeconds(seconds)];
  if (!isPriceText(price) || !isPriceText(size) || occurredAt === null || !isId(key) || (side !== 'b' && side !== 's')) throw malformed();
  return { symbol, key, price, size, side: side === 'b' ? 'BUY' : 'SELL', occurredAt, conditions: null };
}

function malformed(): NotAnswered {
  return new NotAnswered('A page of trades that cannot be read.', true);
}
