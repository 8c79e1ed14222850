import type { CandleArchive } from '../domain/candle-archive.ts';
import { classifyBinance } from '../providers/binance/classify.ts';
import { binanceCandles } from '../providers/binance/past-candles.ts';
import { coinbaseCandles } from '../providers/coinbase/past-candles.ts';
import { classifyKraken } from '../providers/kraken/classify.ts';
import { krakenCandles } from '../providers/kraken/past-candles.ts';
import { classifyExact } from '../providers/past-candles.ts';
import type { FeedsConfig } from './feeds-config.ts';
import { type LivePlace, type RestAt, restOf, type StreamName } from './live-feeds.ts';

/** Companies that tell the past in candles, to everybody: one line for each. */
const archives: Readonly<Partial<Record<StreamName, (read: FeedsConfig, rest: RestAt) => CandleArchive>>> = {
  coinbase: (read, rest) => coinbaseCandles(rest(read.COINBASE_REST_URL, { classify: classifyExact })),
  binance: (read, rest) => binanceCandles(rest(read.BINANCE_REST_URL, { classify: classifyBinance })),
  kraken: (read, rest) => krakenCandles(rest(read.KRAKEN_REST_URL, { classify: classifyKraken })),
};

export const archiveNames = Object.keys(archives);

export function isArchiveName(name: string): name is StreamName {
  return name in archives;
}

export function openArchive(name: StreamName, read: FeedsConfig, place: LivePlace): CandleArchive | null {
  return archives[name]?.(read, (baseUrl, more) => restOf(name, read, place, { baseUrl, ...more })) ?? null;
}
