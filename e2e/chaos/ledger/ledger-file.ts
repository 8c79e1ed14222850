import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Told, Trade } from './tape.ts';

/** One message as the ledger remembers it. */
export interface LedgerEntry extends Trade {
  readonly t: number;
  readonly repeat: boolean;
  /** Its place among all that was told. */
  readonly order: number;
}

export function ledgerLine({ trade, t, repeat }: Told): string {
  return [trade.symbol, trade.source, trade.key, trade.at, trade.price, trade.size, t, repeat ? 1 : 0].join(',');
}

/** In the order told. */
export async function readLedger(path: string): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [symbol = '', source = '', key, at, price = '', size = '', t, repeat] = line.split(',');
    entries.push({
      symbol,
      source,
      key: Number(key),
      at: Number(at),
      price,
      size,
      t: Number(t),
      repeat: repeat === '1',
      order: entries.length,
    });
  }
  return entries;
}

/** Each trade once, where it was told first. */
export function distinct(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return entries.filter(({ repeat }) => !repeat);
}
