import type { QuoteTick, Trade } from '../domain/price-feed.ts';

/** What one frame of a venue's websocket says. */
export interface MappedFrame {
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
}

/** The canonical symbol of a venue's own one; null when it is none that we can name. */
export type SymbolOf = (providerSymbol: string) => string | null;

/** Turns a venue's frames into trades and quotes; it may remember what it saw, so each connection has its own. */
export interface WireMapper {
  /** Unknown types say nothing; a frame that is not what its type promises is counted and says nothing. */
  read(frame: string, receivedAt: number): MappedFrame;
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
