import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

export interface Line {
  /** 1 is the file's first. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a file, gzipped or plain, read as they are asked for. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let number = 0;
  let rest = '';
  for await (const chunk of readText(path)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield { number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
  if (rest !== '') yield { number: ++number, text: rest };
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
