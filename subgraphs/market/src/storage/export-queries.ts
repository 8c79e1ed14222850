import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import { timestampOf } from './sql.ts';
import type { TimeRange } from './stored-candles.ts';

/** Numbers and words of our own only: COPY takes no parameters. */
export interface ExportedCandles extends TimeRange {
  readonly interval: Exclude<Interval, 'ONE_SECOND'>;
  readonly basis: PriceBasis;
}

const msOf = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** Trades that were not cancelled, in the venue's order. */
export function tradesSelect(series: number, range: TimeRange): string {
  return `SELECT ${msOf('occurred_at')} AS ts_ms, price, size, side AS taker_side, conditions, trade_key AS key FROM market.trade_rows
    WHERE series = ${series} AND NOT cancelled${within('occurred_at', range)} ORDER BY occurred_at, trade_key`;
}

export function quotesSelect(series: number, range: TimeRange): string {
  return `SELECT ${msOf('occurred_at')} AS ts_ms, bid, ask, quote_key AS key FROM market.quote_rows
    WHERE series = ${series}${within('occurred_at', range)} ORDER BY occurred_at, quote_key`;
}

/** As readers see them: the view adds the minute that forms. Those of sources that replace each other bear the name of one of them. */
export function candlesSelect(
  { symbol, source }: { symbol: string; source: string },
  { interval, basis, ...range }: ExportedCandles,
): string {
  return `SELECT ${msOf('open_time')} AS ts_ms, open, high, low, close, volume, turnover, trade_count, closed, revision FROM market.candles
    WHERE symbol = ${quoted(symbol)} AND source = (SELECT l.source FROM market.series s JOIN market.series l ON l.id = coalesce(s.line, s.id)
      WHERE s.symbol = ${quoted(symbol)} AND s.source = ${quoted(source)}) AND "interval" = '${interval}' AND basis = '${basis}'${within('open_time', range)}
    ORDER BY open_time`;
}

function within(column: string, { from, to }: TimeRange): string {
  const bound = (than: string, at: number) => (Number.isFinite(at) ? ` AND ${column} ${than} ${timestampOf(String(at))}` : '');
  return bound('>=', from) + bound('<', to);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
