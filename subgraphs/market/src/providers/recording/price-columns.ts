import { type AssetClass, isDecimal } from '@marketgraph/vocabulary';
import type { QuoteTick, Trade, TradeCorrection } from '../../domain/price-feed.ts';
import { isRecordable } from '../../domain/tick-time.ts';
import { isAmountText, isPriceText } from '../wire-mapper.ts';

/** The field of a column by its name; empty where there is no such column. */
export type FieldOf = (column: string) => string;

/** What the columns of one line say. */
export interface PriceLine {
  /** When it was received, or happened where only that is known: what the replay is paced by. */
  readonly at: number;
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
  readonly corrections?: readonly TradeCorrection[];
}

/** Null for a line that is no price. */
export type ReadRow = (field: FieldOf, symbol: string, key: number) => PriceLine | null;

type IsPrice = (text: string) => boolean;

/** Oil was sold for less than nothing; of all else a price is above 0. */
function pricesOf(assetClass: AssetClass): IsPrice {
  return assetClass === 'COMMODITY' ? isDecimal : isPriceText;
}

export function quoteReader(assetClass: AssetClass): ReadRow {
  const isPrice = pricesOf(assetClass);
  return (field, symbol, key) => {
    const at = instantOf(field('ts_ms'));
    const [bid, ask] = [field('bid'), field('ask')];
    if (at === null || !isPrice(bid) || !isPrice(ask)) return null;
    return { at, trades: [], quotes: [{ symbol, key, bid, ask, occurredAt: at }] };
  };
}

/** A line of trades is a trade, or says what became of the trade of another line. */
export function tradeReader(header: readonly string[], keyOf: (line: number) => number, assetClass: AssetClass): ReadRow {
  const isPrice = pricesOf(assetClass);
  const readConditions = conditionsReader(header);
  const canCorrect = header.includes('correction');
  return (field, symbol, key) => {
    const at = instantOf(field('ts_ms'));
    if (at === null) return null;
    if (canCorrect && field('correction') !== '') return readCorrection(field, { symbol, key, at, keyOf, isPrice });
    const [price, size] = [field('price'), field('size')];
    if (!isPrice(price) || !isAmountText(size)) return null;
    const trade = { symbol, key, price, size, side: sideOf(field('taker_side')), occurredAt: at, conditions: readConditions(field) };
    return { at, trades: [trade], quotes: [] };
  };
}

interface CorrectionPlace {
  readonly symbol: string;
  readonly key: number;
  readonly at: number;
  readonly keyOf: (line: number) => number;
  readonly isPrice: IsPrice;
}

function readCorrection(field: FieldOf, { symbol, key, at, keyOf, isPrice }: CorrectionPlace): PriceLine | null {
  const kind = field('correction').toUpperCase();
  const [line, tradeAt] = [Number(field('corrects_line')), instantOf(field('corrects_ts_ms'))];
  if (!Number.isSafeInteger(line) || line < 2 || tradeAt === null) return null;
  const named = { symbol, key, tradeKey: keyOf(line), tradeAt };
  const told = (correction: TradeCorrection) => ({ at, trades: [], quotes: [], corrections: [correction] });
  if (kind === 'CANCEL') return told({ ...named, kind, price: null, size: null });
  const [price, size] = [field('price'), field('size')];
  return kind === 'CORRECT' && isPrice(price) && isAmountText(size) ? told({ ...named, kind, price, size }) : null;
}

/** Null for what is no time in ms; a field without anything is none. */
export function instantOf(text: string): number | null {
  const at = text.trim() === '' ? Number.NaN : Number(text);
  return isRecordable(at) ? at : null;
}

/** As they are stored: the exchange first, then what names its own table (see domain/sale-conditions.ts). */
function conditionsReader(header: readonly string[]): (field: FieldOf) => string | null {
  const codes = header.find((name) => name in prefixes);
  const prefix = prefixes[codes ?? ''] ?? '';
  // What was exported has them as they are stored.
  if (header.includes('conditions')) return (field) => field('conditions') || null;
  return (field) => {
    const [exchange, told] = [field('exchange'), codes ? field(codes) : ''];
    if (told === '') return exchange || null;
    // Flags after an exchange need no name: that is how they were always stored.
    if (codes === 'condition_hex') return exchange ? `${exchange} ${told}` : `${prefix}${told}`;
    return `${exchange ? `${exchange} ` : ''}${prefix}${told.replaceAll(/[ ;]/g, '')}`;
  };
}

const prefixes: Readonly<Record<string, string>> = { condition_hex: 'flags:', cta_conditions: 'cta:', utp_conditions: 'utp:' };

function sideOf(text: string): Trade['side'] {
  const side = text.toUpperCase();
  return side === 'BUY' || side === 'SELL' ? side : null;
}
