import { Fault, type Logger } from '@marketgraph/service';
import { isDecimal } from '@marketgraph/vocabulary';
import { z } from 'zod';
import type { QuoteTick, Trade } from '../../domain/price-feed.ts';
import { parseJson, type WireMapper } from '../wire-mapper.ts';
import { readLines, splitCsv } from './lines.ts';
import type { PricesStream } from './recording-list.ts';

/** What one line of a file says. */
export interface RecordedRow {
  readonly line: number;
  /** When it was received, or happened where only that is known: what the replay is paced by. */
  readonly at: number;
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
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
  let read: ((fields: readonly string[], key: number) => Omit<RecordedRow, 'line'> | null) | null = null;
  let malformed = 0;
  for await (const { number, text } of readLines(path)) {
    if (!read) {
      read = rowReader(stream, splitCsv(text.replace(/^\uFEFF/, '')));
    } else if (text !== '') {
      const row = read(splitCsv(text), streamNumber * LINES + number);
      if (row) yield { line: number, ...row };
      else malformed += 1;
    }
  }
  if (malformed > 0) logger.warn('A recording has lines that are no prices.', { file: stream.file, malformed });
}

function rowReader({ kind, symbol, file }: PricesStream, header: readonly string[]) {
  const needed = kind === 'trades' ? ['ts_ms', 'price', 'size'] : ['ts_ms', 'bid', 'ask'];
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Fault('BAD_RECORDING', `${file} lacks the columns ${missing.join(', ')}.`, false);
  const [time, first, second] = needed.map((name) => header.indexOf(name));
  const [side, exchange, condition] = ['taker_side', 'exchange', 'condition_hex'].map((name) => header.indexOf(name));
  return (fields: readonly string[], key: number) => {
    const at = Number(fields[time ?? 0]);
    const [a = '', b = ''] = [fields[first ?? 0], fields[second ?? 0]];
    if (!Number.isSafeInteger(at) || !isDecimal(a) || !isDecimal(b)) return null;
    if (kind === 'quotes') return { at, trades: [], quotes: [{ symbol, key, bid: a, ask: b, occurredAt: at }] };
    const conditions = [fields[exchange ?? -1], fields[condition ?? -1]].filter(Boolean).join(' ') || null;
    return { at, trades: [{ symbol, key, price: a, size: b, side: sideOf(fields[side ?? -1]), occurredAt: at, conditions }], quotes: [] };
  };
}

function sideOf(text: string | undefined): Trade['side'] {
  const side = text?.toUpperCase();
  return side === 'BUY' || side === 'SELL' ? side : null;
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
