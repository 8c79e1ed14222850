import { type Interval, providerSymbolOf, SECOND_MS } from '@marketgraph/vocabulary';
import type { CandleArchive } from '../../domain/candle-archive.ts';
import { type CandleRow, candlesIn } from '../past-candles.ts';
import type { RestClient } from '../rest/rest-answer.ts';
import { bodyOf } from '../stream/rest-body.ts';

const granularities: Readonly<Partial<Record<Interval, string>>> = {
  ONE_MINUTE: '60',
  FIVE_MINUTES: '300',
  FIFTEEN_MINUTES: '900',
  ONE_HOUR: '3600',
  ONE_DAY: '86400',
};
/** `[time, low, high, open, close, volume]`, newest first. */
const ROW: CandleRow = { timeMs: SECOND_MS, columns: [0, 3, 2, 1, 4, 5] };
const PAGE = 300;

/** `products/{id}/candles` of Coinbase Exchange. `rest` keeps the digits of numbers. */
export function coinbaseCandles(rest: RestClient): CandleArchive {
  return {
    source: 'coinbase',
    intervals: Object.keys(granularities) as Interval[],
    pageSize: PAGE,
    newest: null,
    async candles(symbol, interval, range, signal) {
      const [start, end] = [range.from, range.to - 1].map((at) => new Date(at).toISOString());
      const query = { granularity: granularities[interval] ?? '', start: start ?? '', end: end ?? '' };
      const product = providerSymbolOf('coinbase', symbol) ?? symbol;
      return candlesIn(bodyOf(await rest.get(`/products/${product}/candles`, query, signal)), ROW, range);
    },
  };
}
