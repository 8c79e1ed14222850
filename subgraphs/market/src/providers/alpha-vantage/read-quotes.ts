import { compareDecimals, DAY_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { sessionOn, timezoneOf } from '../../domain/calendar.ts';
import { type Instrument, isQuotedOnly } from '../../domain/instrument.ts';
import type { PriceSnapshot } from '../../domain/price-feed.ts';
import { instantOfWall } from '../../domain/time-zone.ts';
import type { ToldPrices } from '../polling/polling-venue.ts';
import { isPriceText } from '../wire-mapper.ts';
import { decimal, field, instantOf, section, zoneOf } from './fields.ts';

/** GLOBAL_QUOTE: the day so far, or the last one, by its date alone. */
export function readGlobalQuote(body: unknown, instrument: Instrument, receivedAt: number): ToldPrices | null {
  const quote = section(body, 'Global Quote');
  const price = quote && field(quote, 'price');
  const day = quote && field(quote, 'latest trading day');
  const occurredAt = day ? endOfTrading(instrument, day, receivedAt) : null;
  if (!quote || !isPriceText(price) || occurredAt === null) return null;
  const told = (word: string) => decimal(field(quote, word));
  const snapshot: PriceSnapshot = {
    symbol: instrument.symbol,
    price,
    open: told('open'),
    high: told('high'),
    low: told('low'),
    previousClose: told('previous close'),
    volume: told('volume'),
    occurredAt,
  };
  return { snapshots: [snapshot], asOf: occurredAt };
}

/** CURRENCY_EXCHANGE_RATE, of currencies, metals and crypto units. */
export function readExchangeRate(body: unknown, instrument: Instrument, receivedAt: number): ToldPrices | null {
  const rate = section(body, 'Realtime Currency Exchange Rate');
  const price = rate && field(rate, 'exchange rate');
  const zone = rate && zoneOf(field(rate, 'time zone'));
  const told = rate && zone && instantOf(field(rate, 'last refreshed') ?? '', zone);
  if (!rate || !isPriceText(price) || !told) return null;
  const occurredAt = Math.min(told, receivedAt);
  const [bid, ask] = [field(rate, 'bid price'), field(rate, 'ask price')];
  const { symbol } = instrument;
  const hasSpread = isPriceText(bid) && isPriceText(ask) && compareDecimals(bid, ask) <= 0;
  // Named by its own time: the same rate again is the same quote.
  const quotes = hasSpread ? [{ symbol, key: occurredAt, bid, ask, occurredAt }] : [];
  const day = { open: null, high: null, low: null, previousClose: null, volume: null };
  const snapshots = hasSpread && isQuotedOnly(instrument) ? [] : [{ symbol, price, ...day, occurredAt }];
  return { quotes, snapshots, asOf: occurredAt };
}

/** The end of a day's session, or of the day where there is none; now, while it lasts. */
export function endOfTrading(instrument: Instrument, day: string, receivedAt: number): number | null {
  const wall = instantOf(day, 'UTC');
  if (wall === null) return null;
  const closes = (instrument.exchange && sessionOn(instrument.exchange, wall)?.closes) ?? DAY_MS / MINUTE_MS;
  return Math.min(instantOfWall(wall + closes * MINUTE_MS, timezoneOf(instrument)), receivedAt);
}
