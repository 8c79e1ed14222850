import { fromScaled, type Interval, isDecimal, scaleOf, toScaled } from '@marketgraph/vocabulary';
import { timezoneOf } from '../../domain/calendar.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { ProviderCandle } from '../../domain/price-feed.ts';
import type { ToldPrices } from '../polling/polling-venue.ts';
import { isRecord } from '../wire-mapper.ts';
import { instantOf } from './fields.ts';
import { endOfTrading } from './read-quotes.ts';

export interface Commodity {
  readonly function: string;
  readonly interval: 'daily' | 'monthly';
  /** What one of the instrument is. */
  readonly per: 'BARREL' | 'BTU' | 'POUND' | 'TON';
}

/** By the name that pairs of it begin with. What is told by the month only is so since long before us. */
export const commodityFunctions: Readonly<Record<string, Commodity>> = {
  WTI: { function: 'WTI', interval: 'daily', per: 'BARREL' },
  BRENT: { function: 'BRENT', interval: 'daily', per: 'BARREL' },
  NATGAS: { function: 'NATURAL_GAS', interval: 'daily', per: 'BTU' },
  COPPER: { function: 'COPPER', interval: 'monthly', per: 'POUND' },
  ALUMINUM: { function: 'ALUMINUM', interval: 'monthly', per: 'TON' },
  WHEAT: { function: 'WHEAT', interval: 'monthly', per: 'TON' },
  CORN: { function: 'CORN', interval: 'monthly', per: 'TON' },
  COTTON: { function: 'COTTON', interval: 'monthly', per: 'POUND' },
  SUGAR: { function: 'SUGAR', interval: 'monthly', per: 'POUND' },
  COFFEE: { function: 'COFFEE', interval: 'monthly', per: 'POUND' },
};

const units: readonly [RegExp, Commodity['per']][] = [
  [/per barrel/i, 'BARREL'],
  [/btu/i, 'BTU'],
  [/per (metric )?ton/i, 'TON'],
  [/per pound/i, 'POUND'],
];
/** A pound is 0.00045359237 metric tons, exactly. */
const POUND = { value: 45_359_237n, scale: 11 };
const PLACES = 5;
/** As many as other series tell; the whole history is thousands of rows. */
const ROWS = 100;

/** One value for each day or month, newest first, "." where there is none; WTI was below zero once. */
export function readCommodity(body: unknown, instrument: Instrument, { interval, per }: Commodity, receivedAt: number): ToldPrices | null {
  if (!isRecord(body) || typeof body['unit'] !== 'string' || !Array.isArray(body['data'])) return null;
  const convert = conversion(body['unit'], per);
  if (!convert) return null;
  const days = body['data'].slice(0, ROWS).flatMap((row: unknown) => dayOf(row, convert));
  // Months begin everywhere at the same time.
  const zone = interval === 'daily' ? timezoneOf(instrument) : 'UTC';
  const candles = days.map(({ date, price }) => candleOf(instantOf(date, zone) ?? 0, price)).reverse();
  const [newest] = days;
  const occurredAt = newest && endOfTrading(instrument, newest.date, receivedAt);
  const day = { symbol: instrument.symbol, open: null, high: null, low: null, previousClose: null, volume: null };
  const told: Interval = interval === 'daily' ? 'ONE_DAY' : 'ONE_MONTH';
  return {
    candles: [{ symbol: instrument.symbol, interval: told, candles }],
    snapshots: newest && occurredAt ? [{ ...day, price: newest.price, occurredAt }] : [],
    // They come days or weeks late: nothing follows from one that is missing.
    asOf: null,
  };
}

function dayOf(row: unknown, convert: (value: string) => string): { date: string; price: string }[] {
  if (!isRecord(row)) return [];
  const { date, value } = row;
  if (typeof date !== 'string' || typeof value !== 'string' || !isDecimal(value) || instantOf(date, 'UTC') === null) return [];
  return [{ date, price: convert(value) }];
}

function candleOf(openTime: number, price: string): ProviderCandle {
  return { openTime, open: price, high: price, low: price, close: price, volume: null };
}

/** From the unit that the answer names, to dollars for what one of the instrument is; null where that cannot be told. */
function conversion(unit: string, per: Commodity['per']): ((value: string) => string) | null {
  const given = units.find(([pattern]) => pattern.test(unit))?.[1];
  const cents = /cent/i.test(unit) ? 2 : 0;
  if (given === per) return cents === 0 ? (value) => value : (value) => rounded(toScaled(value, scaleOf(value)), scaleOf(value) + cents);
  if (given !== 'TON' || per !== 'POUND') return null;
  return (value) => rounded(toScaled(value, scaleOf(value)) * POUND.value, scaleOf(value) + POUND.scale + cents);
}

/** Halves away from zero. */
function rounded(value: bigint, scale: number): string {
  if (scale <= PLACES) return fromScaled(value, scale);
  const unit = 10n ** BigInt(scale - PLACES);
  const half = value < 0n ? -unit / 2n : unit / 2n;
  return fromScaled((value + half) / unit, PLACES);
}
