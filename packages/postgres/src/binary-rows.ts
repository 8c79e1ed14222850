const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** Postgres counts from 2000-01-01. */
const EPOCH_MS = 946_684_800_000;
const TWO_TO_32 = 4_294_967_296;
const NEGATIVE = 0x4000;
const FIRST_BYTES = 128 * 1_024;
const EMPTY = Buffer.alloc(0);
const LARGEST_FIXED_FIELD = 12;
const MINUS = 45;
const ZERO = 48;

/**
 * Rows in COPY's binary format. Call `row` and then one method per column, in the columns' order. One growing buffer and no object per
 * row: that costs a fifth of what text costs.
 */
export class BinaryRows {
  #bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #end = SIGNATURE.copy(this.#bytes);

  get size(): number {
    return this.#end;
  }

  row(columns: number): void {
    this.#ensure(2);
    this.#int2(columns);
  }

  int4(value: number): void {
    this.#ensure(LARGEST_FIXED_FIELD);
    this.#int4(4);
    this.#int4(value);
  }

  /** A safe integer. */
  int8(value: number): void {
    this.#ensure(LARGEST_FIXED_FIELD);
    this.#int4(8);
    this.#int8(value);
  }

  /** Milliseconds since 1970; exact to the microsecond. */
  timestamptz(ms: number): void {
    this.#ensure(LARGEST_FIXED_FIELD);
    this.#int4(8);
    this.#int8(Math.round((ms - EPOCH_MS) * 1_000));
  }

  text(value: string | null): void {
    if (value === null) {
      this.#ensure(4);
      this.#int4(-1);
      return;
    }
    this.#ensure(4 + value.length * 3);
    const length = this.#bytes.write(value, this.#end + 4, 'utf8');
    this.#int4(length);
    this.#end += length;
  }

  /** Plain digits, with sign and point where there are some: no exponent. Postgres keeps numerics in groups of four digits. */
  numeric(text: string): void {
    this.#ensure(20 + text.length);
    const isNegative = text.charCodeAt(0) === MINUS;
    const start = isNegative ? 1 : 0;
    const point = text.indexOf('.');
    const end = point < 0 ? text.length : point;
    const scale = point < 0 ? 0 : text.length - point - 1;
    const whole = Math.ceil((end - start) / 4);
    const groups = whole + Math.ceil(scale / 4);
    this.#int4(8 + 2 * groups);
    this.#int2(groups);
    this.#int2(whole - 1);
    this.#int2(isNegative ? NEGATIVE : 0);
    this.#int2(scale);
    for (let at = end - whole * 4; at < end; at += 4) this.#int2(digits(text, Math.max(at, start), at + 4, at + 4));
    for (let at = point + 1; point >= 0 && at < text.length; at += 4) this.#int2(digits(text, at, Math.min(at + 4, text.length), at + 4));
  }

  /** The rows since the last time: COPY takes them in pieces. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end);
    this.#bytes = EMPTY;
    this.#end = 0;
    return taken;
  }

  /** The last piece. */
  finish(): Buffer {
    this.#ensure(2);
    this.#int2(-1);
    return this.take();
  }

  #ensure(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + bytes, FIRST_BYTES));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }

  #int2(value: number): void {
    const bytes = this.#bytes;
    bytes[this.#end++] = value >> 8;
    bytes[this.#end++] = value;
  }

  #int4(value: number): void {
    const bytes = this.#bytes;
    bytes[this.#end++] = value >> 24;
    bytes[this.#end++] = value >> 16;
    bytes[this.#end++] = value >> 8;
    bytes[this.#end++] = value;
  }

  #int8(value: number): void {
    this.#int4(Math.floor(value / TWO_TO_32));
    this.#int4(value | 0);
  }
}

/** The digits of text from `from` up to `to`, as if there were zeros up to `until`. */
function digits(text: string, from: number, to: number, until: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - ZERO;
  for (let at = to; at < until; at++) value *= 10;
  return value;
}
