import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** A session of a venue that never was: every symbol as active as any other, every trade known from its number and the seed. */
export interface MarketSession {
  readonly seed: number;
  readonly symbols: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface SessionTrade {
  readonly symbol: number;
  /** How many trades of its symbol come before it. */
  readonly turn: number;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Prime to any number of symbols that has no factor of it: each round of symbols comes in an order of its own. */
const STRIDE = 7;
const WRITTEN_AT_ONCE = 2_000;

export function tradesIn({ perSecond, seconds }: MarketSession): number {
  return Math.round(perSecond * seconds);
}

/** Of the symbol with this number; the venue calls it `productOf`. */
export function symbolOf(number: number): string {
  return `${wordOf(number)}-USDT`;
}

export function tradeAt({ symbols, seed }: MarketSession, index: number): SessionTrade {
  const turn = Math.floor(index / symbols);
  return { symbol: ((index % symbols) * STRIDE + mix(seed, turn)) % symbols, turn };
}

/** Trades of the symbol in the whole session: the last round may not reach it. */
export function tradesOf(session: MarketSession, symbol: number): number {
  const total = tradesIn(session);
  const whole = Math.floor(total / session.symbols);
  for (let index = whole * session.symbols; index < total; index++) if (tradeAt(session, index).symbol === symbol) return whole + 1;
  return whole;
}

/** In hundredths, so that sums are exact. */
export function priceOf({ seed }: MarketSession, symbol: number, turn: number): number {
  return 10_000 + symbol * 13 + (mix(seed ^ symbol, turn) % 500);
}

export function sizeOf({ seed }: MarketSession, symbol: number, turn: number): number {
  return 1 + (mix(seed + 1 + symbol, turn) % 9_999);
}

export function hundredths(value: number): string {
  const digits = String(value).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The trade's id at the venue: ids rise over all symbols, as if one engine gave them out. */
export function idOf(session: MarketSession, symbol: number, turn: number): number {
  return turn * session.symbols + symbol + 1;
}

/** Writes the session as a recording that RECORDINGS_DIR may name. */
export async function writeSession(folder: string, session: MarketSession): Promise<void> {
  await mkdir(folder, { recursive: true });
  const stream = { file: 'session.jsonl', kind: 'websocket', provider: 'binance' };
  await writeFile(join(folder, 'recording.json'), JSON.stringify({ streams: [stream] }));
  const file = createWriteStream(join(folder, stream.file));
  const total = tradesIn(session);
  const began = Date.UTC(2026, 0, 5, 15);
  for (let index = 0; index < total; index += WRITTEN_AT_ONCE) {
    let text = '';
    for (let at = index; at < Math.min(index + WRITTEN_AT_ONCE, total); at++) text += lineOf(session, at, began);
    if (!file.write(text)) await once(file, 'drain');
  }
  await finished(file.end());
}

function lineOf(session: MarketSession, index: number, began: number): string {
  const { symbol, turn } = tradeAt(session, index);
  const at = began + (index * 1_000) / session.perSecond;
  const [p, q] = [hundredths(priceOf(session, symbol, turn)), hundredths(sizeOf(session, symbol, turn))];
  const T = Math.floor(at);
  const recv = { e: 'trade', E: T, s: `${wordOf(symbol)}USDT`, t: idOf(session, symbol, turn), p, q, T, m: turn % 2 === 0, M: true };
  return `${JSON.stringify({ t: at / 1_000, recv: JSON.stringify(recv) })}\n`;
}

function wordOf(number: number): string {
  const base = LETTERS.length;
  return `${LETTERS[Math.floor(number / base / base) % base]}${LETTERS[Math.floor(number / base) % base]}${LETTERS[number % base]}X`;
}

function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x165667b1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
