import { type Interval, SECOND_MS } from '@marketgraph/vocabulary';
import type { CandleArchive } from '../../domain/candle-archive.ts';
import { type CandleRow, candlesIn } from '../past-candles.ts';
import type { RestClient } from '../rest/rest-answer.ts';
import { bodyOf } from '../stream/rest-body.ts';
import { isRecord } from '../wire-mapper.ts';
import { restPair } from './missed-trades.ts';

const minutes: Readonly<Partial<Record<Interval, string>>> = {
  ONE_MINUTE: '1',
  FIVE_MINUTES: '5',
  FIFTEEN_MINUTES: '15',
  THIRTY_MINUTES: '30',
  ONE_HOUR: '60',
  FOUR_HOURS: '240',
  ONE_DAY: '1440',
};
/** `[time, open, high, low, close, vwap, volume, count]`, oldest first. */
const ROW: CandleRow = { timeMs: SECOND_MS, columns: [0, 1, 2, 3, 4, 6] };
/** Of each interval it tells these and no more, whatever `since` says. */
const NEWEST = 720;

/** `0/public/OHLC` of Kraken spot. */
export function krakenCandles(rest: RestClient): CandleArchive {
  return {
    source: 'kraken',
    intervals: Object.keys(minutes) as Interval[],
    pageSize: NEWEST,
    newest: NEWEST,
    async candles(symbol, interval, range, signal) {
      const query = { pair: restPair(symbol), interval: minutes[interval] ?? '', since: String(Math.floor(range.from / SECOND_MS) - 1) };
      const body = bodyOf(await rest.get('/0/public/OHLC', query, signal));
      // Under the pair's name, which is not always the one that was asked for.
      const [, rows] = isRecord(body) ? (Object.entries(body).find(([name]) => name !== 'last') ?? []) : [];
      return candlesIn(rows, ROW, range);
    },
  };
}
