/**
 * Exact decimal numbers travel as strings and are calculated as integers at a scale (the number of
 * digits after the point). Numbers up to 2^53 fit a safe integer, which is the fast form; sums that
 * may grow beyond it use bigint.
 */
const pattern = /^-?\d{1,30}(\.\d{1,18})?$/;

export function isDecimal(text: string): boolean {
  return pattern.test(text);
}

/** Digits after the point: 2 for "1.50". */
export function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** "1.5" at scale 3 is 1500n. Digits beyond the scale must be zeros: nothing is rounded in silence. */
export function toScaled(text: string, scale: number): bigint {
  const point = text.indexOf('.');
  if (point < 0) return BigInt(text) * 10n ** BigInt(scale);
  const fraction = text.slice(point + 1);
  if (fraction.length > scale && /[1-9]/.test(fraction.slice(scale))) {
    throw new RangeError(`"${text}" has more than ${scale} decimal places.`);
  }
  return BigInt(text.slice(0, point) + fraction.slice(0, scale).padEnd(scale, '0'));
}

/** 1500n at scale 3 is "1.500". */
export function fromScaled(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const sign = value < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Negative when a < b, 0 when equal ("1.0" equals "1"), positive when a > b. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  const difference = toScaled(a, scale) - toScaled(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function addDecimals(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return fromScaled(toScaled(a, scale) + toScaled(b, scale), scale);
}

export function subtractDecimals(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return fromScaled(toScaled(a, scale) - toScaled(b, scale), scale);
}

/** (value - base) / base in percent, as a float: good for showing and ranking, not for money. */
export function changePercent(value: string, base: string): number | null {
  const from = Number(base);
  return from === 0 ? null : ((Number(value) - from) / from) * 100;
}
