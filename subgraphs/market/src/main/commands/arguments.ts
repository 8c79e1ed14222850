import { readFile } from 'node:fs/promises';
import { reasonOf } from '@marketgraph/service';
import { isSymbol } from '@marketgraph/vocabulary';
import { dayOf } from '../../domain/factor-rows.ts';
import { BadArguments } from '../command.ts';

/** Words after the command's own options, each read by its meaning. */
export function symbolOf(text: string | undefined): string {
  if (text !== undefined && isSymbol(text)) return text;
  throw new BadArguments(
    text === undefined ? 'Name a symbol.' : `${JSON.stringify(text)} is not a symbol (AAPL, BRK.B, BTC-USD, EUR-USD).`,
  );
}

export function dateOf(text: string | undefined): string {
  const date = text === undefined ? null : dayOf(text);
  if (date !== null) return date;
  throw new BadArguments(text === undefined ? 'Name a date (2022-06-09).' : `${JSON.stringify(text)} is not a date (2022-06-09).`);
}

export async function textOf(file: string | undefined): Promise<string> {
  if (file === undefined) throw new BadArguments('Name a file.');
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new BadArguments(`${file} cannot be read: ${reasonOf(error)}`);
  }
}

/** For a parser that answers with a sentence when it cannot. */
export function parsed<T extends object>(file: string | undefined, rows: T | string): T {
  if (typeof rows !== 'string') return rows;
  throw new BadArguments(`${file}: ${rows}`);
}

export function noMore(words: readonly string[], taken: number): void {
  const [surplus] = words.slice(taken);
  if (surplus !== undefined) throw new BadArguments(`${JSON.stringify(surplus)} is one word too many.`);
}
