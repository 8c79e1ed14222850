import { isDecimal } from '@marketgraph/vocabulary';
import type { AdjustmentFactor } from './adjustment.ts';

/** More than any table holds; a file that is something else is not read for ever. */
const MOST_ROWS = 10_000;

/** Rows of `date,price factor,split factor,reference price`, or one sentence that says what is wrong. */
export function parseFactors(text: string): AdjustmentFactor[] | string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rows: AdjustmentFactor[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || (rows.length === 0 && /^[a-z]/i.test(line))) continue;
    const row = parseRow(line.split(',').map((field) => field.trim()));
    if (typeof row === 'string') return `Line ${index + 1}: ${row}`;
    if (rows.some(({ date }) => date === row.date)) return `Line ${index + 1}: ${row.date} comes twice.`;
    if (rows.push(row) > MOST_ROWS) return `More than ${MOST_ROWS} rows are no table of splits and dividends.`;
  }
  return rows.length > 0 ? rows : 'There is no row of date, price factor, split factor and reference price.';
}

function parseRow([dated = '', priceFactor = '', splitFactor = '', reference]: readonly string[]): AdjustmentFactor | string {
  const date = dayOf(dated);
  if (date === null) return `${JSON.stringify(dated)} is not a date (20140606 or 2014-06-06).`;
  if (!isFactor(priceFactor)) return `${JSON.stringify(priceFactor)} is not a price factor above 0.`;
  if (!isFactor(splitFactor)) return `${JSON.stringify(splitFactor)} is not a split factor above 0.`;
  const referencePrice = reference || '0';
  if (!isDecimal(referencePrice)) return `${JSON.stringify(referencePrice)} is not a price.`;
  return { date, priceFactor, splitFactor, referencePrice };
}

function isFactor(text: string): boolean {
  return isDecimal(text) && Number(text) > 0;
}

/** Null for what is no day of the calendar. */
export function dayOf(text: string): string | null {
  const [, year = '', month = '', day = ''] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const instant = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== date ? null : date;
}
