import { providerSymbolOf } from '@marketgraph/vocabulary';
import type { Trade } from '../../domain/price-feed.ts';
import { isRecordable } from '../../domain/tick-time.ts';
import type { RestAnswer, RestClient } from '../rest/rest-answer.ts';
import { bodyOf, NotAnswered } from '../stream/rest-body.ts';
import type { FoundTrades, MissingTrades } from '../stream/stream-venue.ts';
import { isAmountText, isId, isPriceText, isRecord } from '../wire-mapper.ts';
import { millisecondsOf } from './mapper.ts';

interface Missed {
  readonly symbol: string;
  readonly missing: MissingTrades;
}

const TRADES_PER_PAGE = '1000';

/**
 * One page of the past, by id. Three endpoints tell it:
 * - `historicalTrades?fromId` tells every trade by its own id, back to the first. It wanted a key until August 2023 and wants none since;
 *   the hosts for market data alone have never listed it.
 * - `trades` tells the newest 1,000, without a key everywhere: what was before those is lost.
 * - `aggTrades` wants no key either, but tells only the first and last id of what one taker met at one price, and the sum of their sizes.
 *   Trades made of that would be invented: their single sizes, and how many there were of each, were never told. It is not asked.
 */
export async function missedTrades(rest: RestClient, { symbol, missing }: Missed, signal: AbortSignal): Promise<FoundTrades> {
  const pair = providerSymbolOf('binance', symbol) ?? symbol;
  const page = { symbol: pair, limit: TRADES_PER_PAGE };
  const answer = await rest.get('/api/v3/historicalTrades', { ...page, fromId: String(missing.first) }, signal);
  const told = isWithheld(answer) ? await rest.get('/api/v3/trades', page, signal) : answer;
  return found(tradesOf(symbol, bodyOf(told)), missing);
}

/** It wants a key after all, or this host does not serve it. */
function isWithheld({ kind }: RestAnswer): boolean {
  return kind === 'UNAUTHORISED' || kind === 'BAD_REQUEST';
}

/** A page holds everything from its first trade to its last; behind the last, REST may not be as far as the stream. */
function found(page: readonly Trade[], { first, last }: MissingTrades): FoundTrades {
  const keys = page.map(({ key }) => key);
  const oldest = Math.min(...keys, last + 1);
  return {
    trades: page.filter(({ key }) => key >= first && key <= last),
    lostBelow: keys.length > 0 && oldest > first ? oldest : null,
    toldTo: Math.min(Math.max(first - 1, ...keys), last),
  };
}

function tradesOf(symbol: string, body: unknown): Trade[] {
  if (!Array.isArray(body)) throw malformed();
  return body.map((row: unknown) => tradeOf(symbol, isRecord(row) ? row : {}));
}

/** A row that cannot be read might be one that is missing: then the page does not answer. */
function tradeOf(symbol: string, { id: key, price, qty: size, time, isBuyerMaker }: Readonly<Record<string, unknown>>): Trade {
  const occurredAt = typeof time === 'number' ? millisecondsOf(time) : Number.NaN;
  if (!isId(key) || !isPriceText(price) || !isAmountText(size) || !isRecordable(occurredAt) || typeof isBuyerMaker !== 'boolean')
    throw malformed();
  return { symbol, key, price, size, side: isBuyerMaker ? 'SELL' : 'BUY', occurredAt, conditions: null };
}

function malformed(): NotAnswered {
  return new NotAnswered('A page of trades that cannot be read.', true);
}
