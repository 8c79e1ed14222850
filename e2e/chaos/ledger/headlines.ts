import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../random.ts';
import { products } from './products.ts';
import { TAPE_START } from './tape.ts';

/** What no two of them share, so that none is folded into another as one story. */
const words = ['surges', 'plunges', 'rallies', 'slips', 'jumps', 'sinks', 'steadies', 'soars', 'tumbles', 'recovers'];
const reasons = ['after strong demand', 'on weak volume', 'as traders take profit', 'after a record week', 'on fears of a slowdown'];
const BETWEEN_MS = [400, 2_000] as const;
/** Of the session: whoever plays news does not catch up with what was due while it was away. */
const SHARE = 0.8;

/** A news session beside the trades (`headlines.jsonl`), and for the ledger alone what was told (`ledger-headlines.txt`). */
export function writeHeadlines(directory: string, { seed, seconds }: { readonly seed: number; readonly seconds: number }): number {
  const random = new Random(seed ^ 0x4e35);
  const lines: string[] = [];
  const headlines: string[] = [];
  for (let at = TAPE_START; at < TAPE_START + seconds * SHARE * 1_000; at += random.whole(...BETWEEN_MS)) {
    const symbol = products[random.whole(0, products.length - 1)]?.symbol ?? '';
    const [word, reason] = [words[random.whole(0, words.length - 1)], reasons[random.whole(0, reasons.length - 1)]];
    const headline = `${symbol} ${word} ${reason}, report ${headlines.length + 1}`;
    headlines.push(headline);
    lines.push(JSON.stringify({ id: headlines.length, headline, publisher: 'Ledger', publishedAt: at, symbols: [symbol] }));
  }
  write(join(directory, 'recordings', 'headlines.jsonl'), lines);
  write(join(directory, 'ledger-headlines.txt'), headlines);
  return headlines.length;
}

function write(path: string, lines: readonly string[]): void {
  const file = openSync(path, 'w');
  writeSync(file, lines.map((line) => `${line}\n`).join(''));
  closeSync(file);
}
