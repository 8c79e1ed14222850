import type { AssetClass, Interval } from '@marketgraph/vocabulary';

export const assetClassNames: Record<AssetClass, string> = {
  STOCK: 'Stocks',
  ETF: 'ETFs',
  INDEX: 'Indices',
  CRYPTO: 'Crypto',
  FOREX: 'Currencies',
  COMMODITY: 'Commodities',
};

/** Of one instrument. */
export const assetClassName: Record<AssetClass, string> = {
  STOCK: 'Stock',
  ETF: 'ETF',
  INDEX: 'Index',
  CRYPTO: 'Crypto',
  FOREX: 'Currency pair',
  COMMODITY: 'Commodity',
};

export const intervalNames: Partial<Record<Interval, string>> = {
  ONE_MINUTE: '1m',
  FIVE_MINUTES: '5m',
  FIFTEEN_MINUTES: '15m',
  ONE_HOUR: '1h',
  FOUR_HOURS: '4h',
  ONE_DAY: '1d',
};

/** STRONG_BUY is shown as "Strong buy". */
export function sentenceCase(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The names under which signal evidence arrives are abbreviations more often than words. */
export function evidenceName(name: string): string {
  return /^(RSI|MACD|SMA|EMA|ATR|VWAP)/.test(name) ? name.replaceAll('_', ' ') : sentenceCase(name);
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
