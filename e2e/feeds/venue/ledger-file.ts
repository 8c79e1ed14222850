import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LedgerTrade } from '@marketgraph/test-kit';

/** What was executed, as the judge of `e2e/chaos/ledger` reads it: on the disk before anybody is told. */
export class LedgerFile {
  readonly #file: number;
  readonly #source: string;

  constructor(path: string, source: string) {
    this.#file = openSync(path, 'a');
    this.#source = source;
  }

  write(trades: readonly { readonly symbol: string; readonly trade: LedgerTrade }[]): void {
    if (trades.length === 0) return;
    const now = Date.now();
    const lines = trades.map(({ symbol, trade: { id, occurredAt, price, size } }) => {
      return `${symbol},${this.#source},${id},${occurredAt},${price},${size},${now},0\n`;
    });
    writeSync(this.#file, lines.join(''));
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What an earlier life of the venue has executed: its ids go on from there, and its past can be asked for. */
export function earlierTrades(path: string): { symbol: string; price: string; size: string; occurredAt: number }[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [symbol, , , at, price, size] = line.split(',');
      return symbol && price && size ? [{ symbol, price, size, occurredAt: Number(at) }] : [];
    });
}
