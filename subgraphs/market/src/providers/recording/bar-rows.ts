import { Fault } from '@marketgraph/service';
import { isDecimal, type PriceBasis } from '@marketgraph/vocabulary';
import { isId } from '../wire-mapper.ts';
import { readLineBlocks, splitCsv } from './lines.ts';
import { instantOf } from './price-columns.ts';

/** What one line of a file of bars says: one bar, or one of bids and one of asks. */
export interface BarRow {
  readonly line: number;
  /** Its open time, in ms; a date is its midnight, wherever that is. */
  readonly at: number;
  readonly isDate: boolean;
  readonly bars: readonly BarPrices[];
}

export interface BarPrices {
  readonly basis: PriceBasis;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly turnover: string | null;
  readonly tradeCount: number;
}

export type FileKind = 'trades' | 'quotes' | 'bars' | 'quote bars';

const columnsOf: readonly (readonly [FileKind, readonly string[]])[] = [
  ['trades', ['price', 'size']],
  ['quote bars', ['bid_open', 'bid_high', 'bid_low', 'bid_close', 'ask_open', 'ask_high', 'ask_low', 'ask_close']],
  ['bars', ['open', 'high', 'low', 'close']],
  ['quotes', ['bid', 'ask']],
];

/** What a file holds, by the columns of its first line. */
export async function kindOfFile(path: string): Promise<{ kind: FileKind; header: readonly string[] }> {
  for await (const { texts } of readLineBlocks(path)) {
    const header = headerOf(texts[0] ?? '');
    const found = columnsOf.find(([, columns]) => columns.every((name) => header.includes(name)));
    const hasTime = header.includes('ts_ms') || header.includes('date');
    if (found && hasTime) return { kind: found[0], header };
    break;
  }
  throw new Fault(
    'BAD_FILE',
    `${path} has no header that is known: ts_ms,price,size; ts_ms,bid,ask; ts_ms (or date),open,high,low,close,volume; or ts_ms (or date),bid_open ... ask_close.`,
    false,
  );
}

export async function countLines(path: string): Promise<number> {
  let count = 0;
  for await (const { first, texts } of readLineBlocks(path)) count = first + texts.length - 1;
  return count;
}

/** The bars behind line `after`; a line that is none is told to `malformed`. */
export async function* readBarRows(
  path: string,
  { after, basis, malformed }: { after: number; basis: PriceBasis; malformed: (line: number) => void },
): AsyncGenerator<readonly BarRow[]> {
  let read: ((fields: readonly string[]) => Omit<BarRow, 'line'> | null) | null = null;
  for await (const { first, texts } of readLineBlocks(path)) {
    const rows: BarRow[] = [];
    for (const [index, text] of texts.entries()) {
      const line = first + index;
      read ??= readerOf(headerOf(text), basis);
      if (line === 1 || line <= after || text === '') continue;
      const row = read(splitCsv(text));
      if (row) rows.push({ line, ...row });
      else malformed(line);
    }
    if (rows.length > 0) yield rows;
  }
}

function headerOf(text: string): string[] {
  return splitCsv(text.replace(/^\uFEFF/, ''));
}

function readerOf(header: readonly string[], basis: PriceBasis) {
  const places = new Map(header.map((name, index) => [name, index]));
  const prefixes: readonly (readonly [string, PriceBasis])[] = places.has('bid_open')
    ? [
        ['bid_', 'BID'],
        ['ask_', 'ASK'],
      ]
    : [['', basis]];
  const isDate = !places.has('ts_ms');
  return (fields: readonly string[]): Omit<BarRow, 'line'> | null => {
    const field = (name: string) => fields[places.get(name) ?? -1] ?? '';
    const at = isDate ? dateOf(field('date')) : instantOf(field('ts_ms'));
    const bars = prefixes.flatMap(([prefix, own]) => barOf((name) => field(`${prefix}${name}`), field, own));
    return at !== null && bars.length === prefixes.length ? { at, isDate, bars } : null;
  };
}

function barOf(price: (name: string) => string, field: (name: string) => string, basis: PriceBasis): BarPrices[] {
  const [open, high, low, close] = ['open', 'high', 'low', 'close'].map(price);
  const isQuoted = basis !== 'LAST';
  const volume = isQuoted ? '0' : field('volume') || '0';
  const turnover = isQuoted ? '0' : field('turnover') || null;
  const tradeCount = Number(field('trade_count') || 0);
  if (!open || !high || !low || !close || ![open, high, low, close, volume].every(isDecimal)) return [];
  if (volume.startsWith('-') || (turnover !== null && !isSum(turnover)) || !isId(tradeCount)) return [];
  return [{ basis, open, high, low, close, volume, turnover, tradeCount }];
}

/** A product of two decimals has the digits of both. */
function isSum(text: string): boolean {
  return /^\d{1,60}(\.\d{1,36})?$/.test(text);
}

function dateOf(text: string): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
