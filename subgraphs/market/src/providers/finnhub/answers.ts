import { type Interval, intervalMs, SECOND_MS, symbolOfProvider } from '@marketgraph/vocabulary';
import type { PriceSnapshot, ProviderCandle } from '../../domain/price-feed.ts';
import type { FoundSymbol } from '../../domain/symbol-lookup.ts';
import { plainDecimal } from '../exact-json.ts';
import { isAmountText, isPriceText, isRecord } from '../wire-mapper.ts';

/** `{c,h,l,o,pc,t}`; null for the zeros and nulls that stand for a symbol which it does not know. */
export function snapshotIn(body: unknown, symbol: string): PriceSnapshot | null {
  if (!isRecord(body)) return null;
  const { c, o, h, l, pc, t } = body;
  const [price, seconds] = [priceOf(c), Number(t)];
  if (price === null || !Number.isSafeInteger(seconds) || seconds <= 0) return null;
  const figures = { open: priceOf(o), high: priceOf(h), low: priceOf(l), previousClose: priceOf(pc), volume: null };
  return { symbol, price, ...figures, occurredAt: seconds * SECOND_MS };
}

/** Columns of equal length, `{s:"ok",t,o,h,l,c,v}`, or `{s:"no_data"}`. Those that still form, and those that make no sense, are left out. */
export function candlesIn(body: unknown, interval: Interval, { from, to }: { from: number; to: number }): ProviderCandle[] {
  if (!isRecord(body) || body['s'] !== 'ok') return [];
  const column = (name: string): unknown[] => (Array.isArray(body[name]) ? body[name] : []);
  const [open, high, low, close, volume] = ['o', 'h', 'l', 'c', 'v'].map(column);
  const candles = column('t').flatMap((t, index) => {
    const openTime = Number(t) * SECOND_MS;
    const prices = pricesOf([open?.[index], high?.[index], low?.[index], close?.[index]]);
    if (!prices || !(openTime >= from) || openTime + intervalMs[interval] > to) return [];
    const told = plainDecimal(volume?.[index]);
    return [{ openTime, ...prices, volume: isAmountText(told) ? told : null }];
  });
  return candles.sort((a, b) => a.openTime - b.openTime);
}

function pricesOf(told: readonly unknown[]): Omit<ProviderCandle, 'openTime' | 'volume'> | null {
  const [open = null, high = null, low = null, close = null] = told.map(priceOf);
  if (open === null || high === null || low === null || close === null) return null;
  return { open, high, low, close };
}

/** `{count, result:[{description, displaySymbol, symbol, type}]}`. */
export function foundIn(body: unknown): FoundSymbol[] {
  const result = isRecord(body) && Array.isArray(body['result']) ? body['result'] : [];
  return result.flatMap((one) => {
    if (!isRecord(one) || typeof one['symbol'] !== 'string') return [];
    const symbol = symbolOfProvider('finnhub', one['symbol']);
    const { description, type } = one;
    return symbol === null ? [] : [{ symbol, name: textOf(description) ?? symbol, kind: textOf(type) }];
  });
}

function priceOf(value: unknown): string | null {
  const text = plainDecimal(value);
  return isPriceText(text) ? text : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
