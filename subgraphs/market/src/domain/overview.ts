import { type AssetClass, assetClasses } from '@marketgraph/vocabulary';
import { DecimalSum } from './decimal-sum.ts';
import type { Instrument } from './instrument.ts';
import type { Quote } from './quote.ts';

export interface Quoted {
  readonly instrument: Instrument;
  readonly quote: Quote;
}

export interface AssetClassOverview {
  readonly assetClass: AssetClass;
  readonly instrumentCount: number;
  readonly averageChangePercent: number | null;
  readonly volume: string;
}

/** Strongest first. */
export function gainers(quoted: readonly Quoted[]): Instrument[] {
  return moved(
    quoted,
    (change) => change > 0,
    (a, b) => b - a,
  );
}

/** Weakest first. */
export function losers(quoted: readonly Quoted[]): Instrument[] {
  return moved(
    quoted,
    (change) => change < 0,
    (a, b) => a - b,
  );
}

function moved(quoted: readonly Quoted[], counts: (change: number) => boolean, order: (a: number, b: number) => number): Instrument[] {
  return quoted
    .filter(({ quote }) => quote.changePercent !== null && counts(quote.changePercent))
    .toSorted((a, b) => order(a.quote.changePercent ?? 0, b.quote.changePercent ?? 0) || bySymbol(a, b))
    .map(({ instrument }) => instrument);
}

/** By what was paid in US dollars, so that one share, one coin and one yen count for what they are worth. What has no way to dollars is left out. */
export function mostActive(quoted: readonly Quoted[], dollarsPer: (currency: string) => number | null): Instrument[] {
  const turnover = ({ instrument, quote }: Quoted) => Number(quote.volume) * Number(quote.price) * (dollarsPer(instrument.currency) ?? 0);
  return quoted
    .filter((entry) => turnover(entry) > 0)
    .toSorted((a, b) => turnover(b) - turnover(a) || bySymbol(a, b))
    .map(({ instrument }) => instrument);
}

/** What lies between two currencies that are not quoted against each other, the most liquid first. */
const BRIDGES = ['EUR', 'USDT', 'USDC', 'GBP', 'JPY', 'CHF', 'BTC'];
const DOLLARS = new Set(['USD', 'USDT', 'USDC']);

type PriceOf = (symbol: string) => string | null;

/** Value of one unit of a currency by the pairs that are quoted, over one other currency where it has none with the dollar; null without a way. */
export function dollarRate(currency: string, priceOf: PriceOf): number | null {
  const direct = directDollars(currency, priceOf);
  if (direct !== null) return direct;
  for (const bridge of BRIDGES) {
    const [first, second] = [pairRate(currency, bridge, priceOf), directDollars(bridge, priceOf)];
    if (first !== null && second !== null) return first * second;
  }
  return null;
}

function directDollars(currency: string, priceOf: PriceOf): number | null {
  return DOLLARS.has(currency) ? 1 : pairRate(currency, 'USD', priceOf);
}

function pairRate(base: string, quote: string, priceOf: PriceOf): number | null {
  const straight = Number(priceOf(`${base}-${quote}`) ?? 0);
  if (straight > 0) return straight;
  const inverse = Number(priceOf(`${quote}-${base}`) ?? 0);
  return inverse > 0 ? 1 / inverse : null;
}

export function breadth(quoted: readonly Quoted[]): { advancing: number; declining: number; unchanged: number } {
  const count = (holds: (change: number) => boolean) =>
    quoted.filter(({ quote }) => quote.changePercent !== null && holds(quote.changePercent)).length;
  return { advancing: count((change) => change > 0), declining: count((change) => change < 0), unchanged: count((change) => change === 0) };
}

export function byAssetClass(instruments: readonly Instrument[], quoted: readonly Quoted[]): AssetClassOverview[] {
  return assetClasses.flatMap((assetClass) => {
    const instrumentCount = instruments.filter((instrument) => instrument.assetClass === assetClass).length;
    const own = quoted.filter(({ instrument }) => instrument.assetClass === assetClass);
    return instrumentCount === 0 ? [] : [{ assetClass, instrumentCount, averageChangePercent: averageChange(own), volume: volumeOf(own) }];
  });
}

function averageChange(quoted: readonly Quoted[]): number | null {
  const changes = quoted.flatMap(({ quote }) => (quote.changePercent === null ? [] : [quote.changePercent]));
  return changes.length === 0 ? null : changes.reduce((sum, change) => sum + change, 0) / changes.length;
}

function volumeOf(quoted: readonly Quoted[]): string {
  const sum = new DecimalSum();
  for (const { quote } of quoted) sum.add(quote.volume);
  return sum.toString();
}

function bySymbol(a: Quoted, b: Quoted): number {
  return a.instrument.symbol < b.instrument.symbol ? -1 : 1;
}
