import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One message of one stream, as it came. */
export interface Note {
  readonly stream: string;
  /** Where to go on from; a message that brought no event has none. */
  readonly cursor: string | null;
  readonly event: unknown;
  readonly gap?: unknown;
  readonly errors?: unknown;
}

/**
 * What was heard and how far, in one line and one write: whoever is killed between two lines has neither lost an event nor its place. A line
 * that was cut off in the middle was never heard.
 */
export class Notebook {
  readonly #file: number;
  readonly #cursors = new Map<string, string>();

  constructor(path: string) {
    const written = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const whole = written.lastIndexOf('\n') + 1;
    for (const line of written.toString('utf8', 0, whole).split('\n')) if (line !== '') this.#remember(JSON.parse(line));
    this.#file = openSync(path, 'a');
    ftruncateSync(this.#file, whole);
  }

  /** Behind what this stream has told; null where it has told nothing yet. */
  cursor(stream: string): string | null {
    return this.#cursors.get(stream) ?? null;
  }

  write(note: Note): void {
    writeSync(this.#file, `${JSON.stringify(note)}\n`);
    this.#remember(note);
  }

  close(): void {
    closeSync(this.#file);
  }

  #remember({ stream, cursor }: Note): void {
    if (cursor !== null) this.#cursors.set(stream, cursor);
  }
}
