import { Fault, type Logger } from '@marketgraph/service';
import { isRecord, parseJson, type WireMapper } from '../wire-mapper.ts';
import { type LineBlock, readLineBlocks, splitCsv } from './lines.ts';
import { type FieldOf, type PriceLine, quoteReader, type ReadRow, tradeReader } from './price-columns.ts';
import type { PricesStream } from './recording-list.ts';

/** What one line of a file says. */
export interface RecordedRow extends PriceLine {
  readonly line: number;
}

/** Room for the lines of one file in a key: see `numberStreams`. */
export const LINES = 2 ** 32;

/** What is read of a file: its first rows, which the replay is timed by, and all behind `after`. */
export interface RowsOptions {
  readonly path: string;
  /** The last line that is not wanted any more: what it and those before it say is not looked at. */
  readonly after: number;
  readonly logger: Logger;
}

/** Trades or quotes of a CSV file. Columns are known by their names; a line that is none is counted and passed over. */
export async function* readPriceRows(
  stream: PricesStream,
  streamNumber: number,
  { path, after, logger }: RowsOptions,
): AsyncGenerator<readonly RecordedRow[]> {
  const keyOf = (line: number) => streamNumber * LINES + line;
  let read: ((fields: readonly string[], line: number) => ReturnType<ReadRow>) | null = null;
  let malformed = 0;
  const readLine = (text: string, line: number): ReturnType<ReadRow> => {
    if (!read) {
      read = rowReader(stream, splitCsv(text.replace(/^\uFEFF/, '')), keyOf);
      return null;
    }
    if (text === '') return null;
    const row = read(splitCsv(text), line);
    if (!row) malformed += 1;
    return row;
  };
  yield* readBlocks(path, after, readLine);
  if (malformed > 0) logger.warn('A recording has lines that are no prices.', { file: stream.file, malformed });
}

type ReadLine = (text: string, line: number) => Omit<RecordedRow, 'line'> | null;

/** Blocks that end before `after` are skipped once a row was found: a file of a million lines is at its place at once. */
async function* readBlocks(path: string, after: number, readLine: ReadLine): AsyncGenerator<readonly RecordedRow[]> {
  let begun = false;
  for await (const block of readLineBlocks(path)) {
    if (begun && block.first + block.texts.length <= after) continue;
    const rows = rowsIn(block, readLine);
    begun ||= rows.length > 0;
    if (rows.length > 0) yield rows;
  }
}

function rowsIn({ first, texts }: LineBlock, readLine: ReadLine): RecordedRow[] {
  const rows: RecordedRow[] = [];
  for (const [index, text] of texts.entries()) {
    const row = readLine(text, first + index);
    if (row) rows.push({ line: first + index, ...row });
  }
  return rows;
}

function rowReader({ kind, symbol, file, assetClass }: PricesStream, header: readonly string[], keyOf: (line: number) => number) {
  const needed = kind === 'trades' ? ['ts_ms', 'price', 'size'] : ['ts_ms', 'bid', 'ask'];
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Fault('BAD_RECORDING', `${file} lacks the columns ${missing.join(', ')}.`, false);
  const places = new Map(header.map((name, index) => [name, index]));
  const readRow = kind === 'quotes' ? quoteReader(assetClass) : tradeReader(header, keyOf, assetClass);
  return (fields: readonly string[], line: number) => {
    const field: FieldOf = (name) => fields[places.get(name) ?? -1] ?? '';
    // What was exported says how its rows were named.
    const named = field('key');
    if (named !== '' && !(/^\d{1,16}$/.test(named) && Number.isSafeInteger(Number(named)))) return null;
    return readRow(field, symbol, named === '' ? keyOf(line) : Number(named));
  };
}

/** A whole millisecond that was written in seconds comes back as itself. */
const WRITTEN_MS = 0.0005;

/** A websocket session through its venue's own mapper. The connection and what was sent say nothing about prices. */
export async function* readSessionRows(mapper: WireMapper, { path, after, logger }: RowsOptions): AsyncGenerator<readonly RecordedRow[]> {
  try {
    yield* readBlocks(path, mapper.remembers ? 0 : after, (text) => {
      const frame = parseJson(text);
      if (!isRecord(frame) || !Number.isFinite(frame['t']) || typeof frame['recv'] !== 'string') return null;
      const at = Math.floor((frame['t'] as number) * 1_000 + WRITTEN_MS);
      const { trades, quotes } = mapper.read(frame['recv'], at);
      return trades.length + quotes.length > 0 ? { at, trades, quotes } : null;
    });
  } catch (error) {
    // Whoever recorded it was cut off while it wrote: all before that is there.
    if ((error as { code?: string }).code !== 'Z_BUF_ERROR') throw error;
    logger.warn('A recorded session ends in the middle; it is played as far as it goes.', { path });
  }
  if (mapper.malformed > 0) logger.warn('A recorded session has frames that are not what they say.', { path, malformed: mapper.malformed });
}
