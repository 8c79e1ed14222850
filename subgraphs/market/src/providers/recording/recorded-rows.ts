import { Fault, type Logger } from '@marketgraph/service';
import { z } from 'zod';
import type { QuoteTick, Trade, TradeCorrection } from '../../domain/price-feed.ts';
import { parseJson, type WireMapper } from '../wire-mapper.ts';
import { readLines, splitCsv } from './lines.ts';
import { type FieldOf, type ReadRow, readQuote, tradeReader } from './price-columns.ts';
import type { PricesStream } from './recording-list.ts';

/** What one line of a file says. */
export interface RecordedRow {
  readonly line: number;
  /** When it was received, or happened where only that is known: what the replay is paced by. */
  readonly at: number;
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
  readonly corrections?: readonly TradeCorrection[];
}

/** Room for the lines of one file in a key: see `numberStreams`. */
const LINES = 2 ** 32;

/** Trades or quotes of a CSV file. Columns are known by their names; a line that is none is counted and passed over. */
export async function* readPriceRows(
  path: string,
  stream: PricesStream,
  streamNumber: number,
  logger: Logger,
): AsyncGenerator<RecordedRow> {
  const keyOf = (line: number) => streamNumber * LINES + line;
  let read: ((fields: readonly string[], line: number) => ReturnType<ReadRow>) | null = null;
  let malformed = 0;
  for await (const { number, text } of readLines(path)) {
    if (!read) {
      read = rowReader(stream, splitCsv(text.replace(/^\uFEFF/, '')), keyOf);
    } else if (text !== '') {
      const row = read(splitCsv(text), number);
      if (row) yield { line: number, ...row };
      else malformed += 1;
    }
  }
  if (malformed > 0) logger.warn('A recording has lines that are no prices.', { file: stream.file, malformed });
}

function rowReader({ kind, symbol, file }: PricesStream, header: readonly string[], keyOf: (line: number) => number) {
  const needed = kind === 'trades' ? ['ts_ms', 'price', 'size'] : ['ts_ms', 'bid', 'ask'];
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Fault('BAD_RECORDING', `${file} lacks the columns ${missing.join(', ')}.`, false);
  const places = new Map(header.map((name, index) => [name, index]));
  const readRow = kind === 'quotes' ? readQuote : tradeReader(header, keyOf);
  return (fields: readonly string[], line: number) => {
    const field: FieldOf = (name) => fields[places.get(name) ?? -1] ?? '';
    return readRow(field, symbol, keyOf(line));
  };
}

const frame = z.object({ t: z.number(), recv: z.string() });

/** A websocket session through its venue's own mapper. The connection and what was sent say nothing about prices. */
export async function* readSessionRows(path: string, mapper: WireMapper, logger: Logger): AsyncGenerator<RecordedRow> {
  for await (const { number, text } of readLines(path)) {
    const { data } = frame.safeParse(parseJson(text));
    if (!data) continue;
    const at = Math.floor(data.t * 1_000);
    const { trades, quotes } = mapper.read(data.recv, at);
    if (trades.length + quotes.length > 0) yield { line: number, at, trades, quotes };
  }
  if (mapper.malformed > 0) logger.warn('A recorded session has frames that are not what they say.', { path, malformed: mapper.malformed });
}
