import type { CopyValue } from '@marketgraph/postgres';
import type { CandlePart } from '../domain/candle-fold.ts';
import { instants, numbers, texts, timestampOf } from './sql.ts';

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

/** What names a candle, and what is told of it: each with its type as an array, and how a value of it is read. */
const NAME = { series: 'integer', basis: 'text', interval: 'text', open_time: 'double precision' };
const TOLD = {
  close_time: 'double precision',
  open: 'numeric',
  high: 'numeric',
  low: 'numeric',
  close: 'numeric',
  volume: 'numeric',
  turnover: 'numeric',
  trade_count: 'integer',
  closed: 'boolean',
  from_bids: 'boolean',
  priced: 'smallint',
  open_at: 'double precision',
  open_key: 'bigint',
  close_at: 'double precision',
  close_key: 'bigint',
};
const TYPES = Object.entries({ ...NAME, ...TOLD });
const WORDS = new Map([
  ['basis', 'market.price_basis'],
  ['interval', 'market.candle_interval'],
]);

/** Every column but the revision, in the order of `candleArrays` and `copyRow`. */
export const CANDLE_COLUMNS = TYPES.map(([column]) => column);
/** Those of them that do not name the candle. */
export const TOLD_COLUMNS = Object.keys(TOLD);

const COLUMNS = CANDLE_COLUMNS.map((column) => `"${column}"`).join(', ');

function readColumn([column, type]: [string, string]): string {
  if (type === 'double precision') return timestampOf(`"${column}"`);
  const word = WORDS.get(column);
  return word ? `"${column}"::${word}` : `"${column}"`;
}

export const INSERT_CANDLES = `
  INSERT INTO market.candle_rows AS c (${COLUMNS}) SELECT ${TYPES.map(readColumn).join(', ')}
  FROM unnest(${TYPES.map(([, type], place) => `$${place + 1}::${type}[]`).join(', ')}) AS t(${COLUMNS})`;

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
