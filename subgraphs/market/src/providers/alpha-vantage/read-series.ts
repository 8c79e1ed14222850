import { compareDecimals, type Interval, intervalMs } from '@marketgraph/vocabulary';
import { timezoneOf } from '../../domain/calendar.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { ProviderCandle } from '../../domain/price-feed.ts';
import type { ToldPrices } from '../polling/polling-venue.ts';
import { isPriceText, isRecord } from '../wire-mapper.ts';
import { decimal, type Fields, field, instantOf, section, zoneOf } from './fields.ts';
import { endOfTrading } from './read-quotes.ts';

/** TIME_SERIES_DAILY, FX_DAILY and DIGITAL_CURRENCY_DAILY: days by their date, newest first. One that is not over is left out. */
export function readDays(body: unknown, instrument: Instrument, receivedAt: number): ToldPrices | null {
  const zone = timezoneOf(instrument);
  const isOver = (day: string) => (endOfTrading(instrument, day, Number.POSITIVE_INFINITY) ?? receivedAt) < receivedAt;
  return told(body, instrument, 'ONE_DAY', (day) => (isOver(day) ? instantOf(day, zone) : null));
}

/** TIME_SERIES_INTRADAY and FX_INTRADAY: times of the zone that the answer names. The newest candle may still form at the provider. */
export function readIntraday(body: unknown, instrument: Instrument, interval: Interval, receivedAt: number): ToldPrices | null {
  const meta = section(body, 'Meta Data');
  const zone = meta && zoneOf(field(meta, 'time zone'));
  if (!zone) return null;
  const whole = told(body, instrument, interval, (time) => instantOf(time, zone));
  const [series] = whole?.candles ?? [];
  if (!series) return null;
  const last = receivedAt - 2 * intervalMs[interval];
  const candles = series.candles.filter(({ openTime }) => openTime <= last);
  return { candles: [{ ...series, candles }], asOf: candles.at(-1)?.openTime ?? null };
}

function told(body: unknown, instrument: Instrument, interval: Interval, openTimeOf: (text: string) => number | null): ToldPrices | null {
  const series = section(body, 'Time Series');
  if (!series) return null;
  const candles: ProviderCandle[] = [];
  for (const [time, fields] of Object.entries(series)) {
    const openTime = openTimeOf(time);
    const candle = openTime !== null && isRecord(fields) ? candleOf(openTime, fields, instrument.currency) : null;
    if (candle) candles.push(candle);
  }
  if (candles.length === 0 && Object.keys(series).length > 1) return null;
  candles.sort((a, b) => a.openTime - b.openTime);
  return { candles: [{ symbol: instrument.symbol, interval, candles }], asOf: candles.at(-1)?.openTime ?? null };
}

/** Null for one whose figures cannot be true together. */
function candleOf(openTime: number, fields: Fields, currency: string): ProviderCandle | null {
  const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((word) => field(fields, word, currency));
  if (!isPriceText(open) || !isPriceText(high) || !isPriceText(low) || !isPriceText(close)) return null;
  const isWithin = (price: string) => compareDecimals(low, price) <= 0 && compareDecimals(price, high) <= 0;
  return isWithin(open) && isWithin(close) ? { openTime, open, high, low, close, volume: decimal(field(fields, 'volume')) } : null;
}
