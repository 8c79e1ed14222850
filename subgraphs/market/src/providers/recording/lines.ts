import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

export interface Line {
  /** 1 is the file's first. */
  readonly number: number;
  readonly text: string;
}

/** Lines that follow each other, as one piece of the file holds them. */
export interface LineBlock {
  /** The number of its first line. */
  readonly first: number;
  readonly texts: readonly string[];
}

/** The lines of a file, gzipped or plain, read as they are asked for. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  for await (const { first, texts } of readLineBlocks(path)) {
    for (const [index, text] of texts.entries()) yield { number: first + index, text };
  }
}

/** A step of a generator costs more than a line: who reads many takes them by the block. */
export async function* readLineBlocks(path: string): AsyncGenerator<LineBlock> {
  let first = 1;
  let rest = '';
  for await (const chunk of readText(path)) {
    const texts = (rest + chunk).split('\n');
    rest = texts.pop() ?? '';
    if (texts.length > 0) yield { first, texts: texts.map(withoutReturn) };
    first += texts.length;
  }
  if (rest !== '') yield { first, texts: [withoutReturn(rest)] };
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

async function* readText(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? createGunzip() : file;
  if (input !== file) {
    file.on('error', (error) => input.destroy(error));
    file.pipe(input as ReturnType<typeof createGunzip>);
  }
  input.setEncoding('utf8');
  try {
    for await (const chunk of input) yield chunk;
  } finally {
    // A reader that stops early leaves the file open otherwise.
    file.destroy();
  }
}

/** The fields of one line; quoted ones may hold commas, and quotes as two. */
export function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  for (const [, quoted, bare] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
  }
  return fields;
}
