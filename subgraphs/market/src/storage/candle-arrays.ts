import type { CopyValue } from '@marketgraph/postgres';
import type { CandlePart } from '../domain/candle-fold.ts';
import { instants, numbers, texts } from './sql.ts';

/** A part and whose candle it belongs to. */
export interface OwnedPart {
  readonly series: number;
  readonly part: CandlePart;
  /** Whether the source's event time has passed its end. */
  readonly closed: boolean;
  /** LAST made of bids. */
  readonly fromBids: boolean;
}

/** One array for each column of INSERT_CANDLES. */
export function candleArrays(parts: readonly OwnedPart[]): string[] {
  const of = <T>(read: (part: CandlePart) => T) => parts.map(({ part }) => read(part));
  return [
    numbers(parts.map((p) => p.series)),
    texts(of((p) => p.basis)),
    texts(of((p) => p.interval)),
    instants(of((p) => p.openTime)),
    instants(of((p) => p.closeTime)),
    numbers(of((p) => p.open)),
    numbers(of((p) => p.high)),
    numbers(of((p) => p.low)),
    numbers(of((p) => p.close)),
    numbers(of((p) => String(p.volume))),
    numbers(of((p) => String(p.turnover))),
    numbers(of((p) => p.tradeCount)),
    texts(parts.map((p) => String(p.closed))),
    texts(parts.map((p) => String(p.fromBids))),
    numbers(of((p) => p.priced)),
    instants(of((p) => p.openAt)),
    numbers(of((p) => p.openKey)),
    instants(of((p) => p.closeAt)),
    numbers(of((p) => p.closeKey)),
  ];
}

const at = (column: string) => `to_timestamp(${column} / 1000.0::double precision)`;

export const INSERT_CANDLES = `
  INSERT INTO market.candle_rows AS c (series, basis, "interval", open_time, close_time, open, high, low, close, volume, turnover,
    trade_count, closed, from_bids, priced, open_at, open_key, close_at, close_key)
  SELECT series, basis::market.price_basis, "interval"::market.candle_interval, ${at('open_time')}, ${at('close_time')}, open, high, low,
    close, volume, turnover, trade_count, closed, from_bids, priced, ${at('open_at')}, open_key, ${at('close_at')}, close_key
  FROM unnest($1::integer[], $2::text[], $3::text[], $4::double precision[], $5::double precision[], $6::numeric[], $7::numeric[],
      $8::numeric[], $9::numeric[], $10::numeric[], $11::numeric[], $12::integer[], $13::boolean[], $14::boolean[], $15::smallint[],
      $16::double precision[], $17::bigint[], $18::double precision[], $19::bigint[])
    AS t(series, basis, "interval", open_time, close_time, open, high, low, close, volume, turnover, trade_count, closed, from_bids,
      priced, open_at, open_key, close_at, close_key)`;

export const COPY_COLUMNS = [
  'series',
  'basis',
  'interval',
  'open_time',
  'close_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'turnover',
  'trade_count',
  'closed',
  'from_bids',
  'priced',
  'open_at',
  'open_key',
  'close_at',
  'close_key',
];

export function copyRow({ series, part, closed, fromBids }: OwnedPart): CopyValue[] {
  return [
    series,
    part.basis,
    part.interval,
    new Date(part.openTime),
    new Date(part.closeTime),
    part.open,
    part.high,
    part.low,
    part.close,
    String(part.volume),
    String(part.turnover),
    part.tradeCount,
    closed,
    fromBids,
    part.priced,
    new Date(part.openAt),
    part.openKey,
    new Date(part.closeAt),
    part.closeKey,
  ];
}
