import { isDecimal } from '@marketgraph/vocabulary';
import type { QuoteTick, Trade } from '../domain/price-feed.ts';

/** What one frame of a venue's websocket says. */
export interface MappedFrame {
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
  readonly signs?: readonly FrameSign[];
}

/** What a frame says beside prices. */
export type FrameSign =
  /** Prices of these will come from now on. */
  | { readonly kind: 'ACKNOWLEDGED'; readonly providerSymbols: readonly string[] }
  /** Prices of this one, or of what was asked for last, will not come. */
  | { readonly kind: 'REFUSED'; readonly providerSymbol: string | null; readonly reason: string }
  /** Nothing happened, and the venue is there. */
  | { readonly kind: 'HEARTBEAT' }
  /** Nothing happened to this one, and the venue tells of it. */
  | { readonly kind: 'SYMBOL_HEARTBEAT'; readonly symbol: string }
  /** The venue's newest trade of a symbol: where that was not told, it is missing. */
  | { readonly kind: 'NEWEST_TRADE'; readonly symbol: string; readonly key: number }
  | { readonly kind: 'RATE_LIMITED'; readonly retryAfterMs: number | null; readonly reason: string }
  /** The venue is about to end the connection. */
  | { readonly kind: 'ENDING'; readonly reason: string };

/** The canonical symbol of a venue's own one; null when it is none that we can name. */
export type SymbolOf = (providerSymbol: string) => string | null;

/** Turns a venue's frames into trades and quotes; it may remember what it saw, so each connection has its own. */
export interface WireMapper {
  /** Unknown types say nothing; a frame that is not what its type promises is counted and says nothing. */
  read(frame: string, receivedAt: number): MappedFrame;
  /** Whether what a frame says depends on those before it: then none may be skipped. */
  readonly remembers: boolean;
  readonly malformed: number;
}

export const nothing: MappedFrame = { trades: [], quotes: [] };

/** What a frame is as JSON; undefined when it is none. */
export function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}

/** An object of a frame's JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number under which a venue names what happened. */
export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDecimalText(value: unknown): value is string {
  return typeof value === 'string' && isDecimal(value);
}

/** A decimal that is not below 0: a size, or a side of a book, which is 0 where nobody stands. */
export function isAmountText(value: unknown): value is string {
  return isDecimalText(value) && !value.startsWith('-');
}

/** A decimal above 0, as all prices are but those of commodities. */
export function isPriceText(value: unknown): value is string {
  return isAmountText(value) && /[1-9]/.test(value);
}

/** A venue has few symbols and many frames. */
export function remembered(symbolOf: SymbolOf): SymbolOf {
  const known = new Map<string, string | null>();
  return (providerSymbol) => {
    const found = known.get(providerSymbol);
    if (found !== undefined) return found;
    const symbol = symbolOf(providerSymbol);
    if (known.size < MAX_SYMBOLS) known.set(providerSymbol, symbol);
    return symbol;
  };
}

const MAX_SYMBOLS = 100_000;
