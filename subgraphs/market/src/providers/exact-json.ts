/**
 * JSON whose numbers stay the digits that were written: as floats they would lose trailing zeros, and what is beyond 17 digits. Undefined
 * when it is no JSON.
 */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(text, digits);
  } catch {
    return undefined;
  }
}

/** The engine tells the source text of numbers, of nothing that holds others. */
function digits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value;
}

const NUMBER = /^(-?)(\d{1,60})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Of a decimal of ours, and thereby the longest shift that can lead to one. */
const MOST_DIGITS = 48;

/** A number of JSON without a power of ten, digit by digit; null for what is none, or too long for any price. */
export function plainDecimal(number: unknown): string | null {
  const parts = typeof number === 'string' ? NUMBER.exec(number) : null;
  if (!parts) return null;
  const [text, sign = '', whole = '', fraction = '', exponent] = parts;
  if (exponent === undefined) return text;
  const shift = Number(exponent);
  if (Math.abs(shift) > MOST_DIGITS) return null;
  return sign + shifted(whole, fraction, shift);
}

function shifted(whole: string, fraction: string, shift: number): string {
  const written = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + written : written.padEnd(point, '0');
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  return padded.length > at ? `${integer}.${padded.slice(at)}` : integer;
}
