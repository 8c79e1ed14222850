import { scaleOf } from '@marketgraph/vocabulary';

const grouped = new Map<number, Intl.NumberFormat>();

function atScale(digits: number): Intl.NumberFormat {
  let format = grouped.get(digits);
  if (!format) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    grouped.set(digits, format);
  }
  return format;
}

/** Digits after the point that prices of this tick size have: 2 for "0.01", 0 for "1". */
export function digitsOf(tickSize: string): number {
  const point = tickSize.indexOf('.');
  return point < 0 ? 0 : tickSize.slice(point + 1).replace(/0+$/, '').length;
}

/** A minus that is as wide as a plus, so that columns stay aligned. */
function withTrueMinus(text: string): string {
  return text.replace('-', '\u2212');
}

/** Groups thousands and pads to the tick, but never drops digits that the decimal string carries. */
export function formatPrice(price: string, tickSize = '0.01'): string {
  const point = price.indexOf('.');
  const carried = point < 0 ? 0 : price.slice(point + 1).replace(/0+$/, '').length;
  return withTrueMinus(atScale(Math.min(18, Math.max(digitsOf(tickSize), carried))).format(price as unknown as number));
}

/** Grouped, with exactly the digits that were written. */
export function formatDecimal(text: string): string {
  return withTrueMinus(atScale(scaleOf(text)).format(text as unknown as number));
}

export function formatChange(change: string, tickSize = '0.01'): string {
  const text = formatPrice(change, tickSize);
  return Number(change) > 0 ? `+${text}` : text;
}

export function formatPercent(percent: number, digits = 2): string {
  const rounded = Number(percent.toFixed(digits));
  const text = withTrueMinus(`${Math.abs(rounded).toFixed(digits)} %`);
  return rounded > 0 ? `+${text}` : rounded < 0 ? `\u2212${text}` : text;
}

/** Scores run from -1 to 1 and always show their sign. */
export function formatScore(score: number, digits = 2): string {
  const rounded = Number(score.toFixed(digits));
  const text = Math.abs(rounded).toFixed(digits);
  return rounded > 0 ? `+${text}` : rounded < 0 ? `\u2212${text}` : text;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });

export function formatVolume(volume: string): string {
  return compact.format(Number(volume));
}

export type Direction = 'up' | 'down' | 'flat';

export function directionOf(value: number | string | null | undefined): Direction {
  const number = Number(value ?? 0);
  return number > 0 ? 'up' : number < 0 ? 'down' : 'flat';
}
