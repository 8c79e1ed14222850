import type { ArchiveRange } from '../domain/candle-archive.ts';
import type { ProviderCandle } from '../domain/price-feed.ts';
import { parseExactJson, plainDecimal } from './exact-json.ts';
import { classifyHttp } from './rest/classify-http.ts';
import type { Classify } from './rest/rest-answer.ts';
import { NotAnswered } from './stream/rest-body.ts';
import { isAmountText, isPriceText } from './wire-mapper.ts';

/** Where the members of a candle stand in a provider's row, and the unit of its time. */
export interface CandleRow {
  readonly timeMs: number;
  readonly columns: readonly [time: number, open: number, high: number, low: number, close: number, volume: number];
}

/** Numbers keep the digits that were written. */
export const classifyExact: Classify = (status, headers, text) => {
  const answer = classifyHttp(status, headers, text);
  return answer.kind === 'OK' ? { kind: 'OK', body: parseExactJson(text) } : answer;
};

/** Rows of a provider's table in whatever order, as candles of the range, oldest first. A row that is none makes the whole answer none. */
export function candlesIn(rows: unknown, { timeMs, columns }: CandleRow, { from, to }: ArchiveRange): ProviderCandle[] {
  if (!Array.isArray(rows)) throw new NotAnswered('What should be a table of candles is none.', false);
  const candles = rows.map((row) => {
    const [time, open, high, low, close, volume] = columns.map((at) => plainDecimal(String(Array.isArray(row) ? row[at] : '')));
    const openTime = Number(time) * timeMs;
    const isCandle = [open, high, low, close].every(isPriceText) && isAmountText(volume) && Number.isSafeInteger(openTime);
    if (!isCandle || !open || !high || !low || !close || !volume) throw new NotAnswered('A row of its candles is none.', false);
    return { openTime, open, high, low, close, volume };
  });
  // Where nothing was traded some tell a row of zeros, and others none.
  const traded = candles.filter(({ openTime, volume }) => openTime >= from && openTime < to && /[1-9]/.test(volume));
  return traded.sort((a, b) => a.openTime - b.openTime);
}
