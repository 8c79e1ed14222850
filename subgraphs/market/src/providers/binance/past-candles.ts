import { type Interval, providerSymbolOf } from '@marketgraph/vocabulary';
import type { CandleArchive } from '../../domain/candle-archive.ts';
import { type CandleRow, candlesIn } from '../past-candles.ts';
import type { RestClient } from '../rest/rest-answer.ts';
import { bodyOf } from '../stream/rest-body.ts';

const intervals: Readonly<Partial<Record<Interval, string>>> = {
  ONE_MINUTE: '1m',
  FIVE_MINUTES: '5m',
  FIFTEEN_MINUTES: '15m',
  THIRTY_MINUTES: '30m',
  ONE_HOUR: '1h',
  FOUR_HOURS: '4h',
  ONE_DAY: '1d',
};
/** `[open time, open, high, low, close, volume, ...]`, oldest first. */
const ROW: CandleRow = { timeMs: 1, columns: [0, 1, 2, 3, 4, 5] };
const PAGE = 1_000;

/** `api/v3/klines` of Binance spot. */
export function binanceCandles(rest: RestClient): CandleArchive {
  return {
    source: 'binance',
    intervals: Object.keys(intervals) as Interval[],
    pageSize: PAGE,
    newest: null,
    async candles(symbol, interval, range, signal) {
      const product = providerSymbolOf('binance', symbol) ?? symbol;
      const bounds = { startTime: String(range.from), endTime: String(range.to - 1), limit: String(PAGE) };
      const query = { symbol: product, interval: intervals[interval] ?? '', ...bounds };
      return candlesIn(bodyOf(await rest.get('/api/v3/klines', query, signal)), ROW, range);
    },
  };
}
