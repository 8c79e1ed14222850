import { isDecimal } from '@marketgraph/vocabulary';
import type { MarketgraphEvent } from './envelope.ts';

/**
 * Most entries of a busy log are prices, and the schemas cost as much as reading their JSON. This check knows the one form that ingest
 * writes and nothing else: what it does not accept is for the schemas to judge, which a test holds it to.
 */
export function isKnownPrices(raw: unknown): raw is MarketgraphEvent<'PricesReceived'> {
  if (!isObject(raw) || raw['type'] !== 'PricesReceived' || raw['version'] !== 1) return false;
  const times = isNumber(raw['occurredAt']) && isNumber(raw['receivedAt']) && isNumber(raw['publishedAt']);
  return times && typeof raw['key'] === 'string' && hasMembers(raw, 7) && isPayload(raw['payload']);
}

function isPayload(payload: unknown): boolean {
  if (!isObject(payload) || !hasMembers(payload, 'mark' in payload ? 7 : 6)) return false;
  const { symbol, source, provenance, trades, quotes, quote } = payload;
  const named = typeof symbol === 'string' && typeof source === 'string' && provenances.has(provenance) && isMark(payload);
  return named && isTrades(trades) && isQuotes(quotes) && isQuote(quote);
}

function isTrades(trades: unknown): boolean {
  if (!isObject(trades) || !hasMembers(trades, 6)) return false;
  const { key, price, size, side, occurredAt, conditions } = trades;
  const exact = every(key, isKey) && every(price, isPrice) && every(size, isPrice) && every(occurredAt, isNumber);
  return exact && every(side, isSide) && every(conditions, isText);
}

function isQuotes(quotes: unknown): boolean {
  if (!isObject(quotes) || !hasMembers(quotes, 4)) return false;
  const { key, bid, ask, occurredAt } = quotes;
  return every(key, isKey) && every(bid, isPrice) && every(ask, isPrice) && every(occurredAt, isNumber);
}

function isQuote(quote: unknown): boolean {
  if (!isObject(quote) || !hasMembers(quote, 11)) return false;
  const { price, bid, ask, change, changePercent, open, high, low, previousClose, volume, asOf } = quote;
  const told = isPrice(price) && isPrice(volume) && isNumber(asOf) && (changePercent === null || isNumber(changePercent));
  const day = isPriceOrNull(open) && isPriceOrNull(high) && isPriceOrNull(low) && isPriceOrNull(previousClose);
  return told && day && isPriceOrNull(bid) && isPriceOrNull(ask) && isPriceOrNull(change);
}

function isMark(payload: Record<string, unknown>): boolean {
  return !('mark' in payload) || payload['mark'] === 'STANDBY' || payload['mark'] === 'STALE';
}

const provenances: ReadonlySet<unknown> = new Set(['LIVE', 'DELAYED', 'REPLAYED', 'SIMULATED']);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schemas drop members that they do not know: with one more than expected it is theirs to judge. */
function hasMembers(value: object, count: number): boolean {
  let members = 0;
  for (const _ in value) members++;
  return members === count;
}

function every(values: unknown, is: (value: unknown) => boolean): boolean {
  if (!Array.isArray(values)) return false;
  for (let index = 0; index < values.length; index++) if (!is(values[index])) return false;
  return true;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isKey(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isPrice(value: unknown): boolean {
  return typeof value === 'string' && isDecimal(value);
}

function isPriceOrNull(value: unknown): boolean {
  return value === null || isPrice(value);
}

function isSide(value: unknown): boolean {
  return value === null || value === 'BUY' || value === 'SELL';
}

function isText(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
