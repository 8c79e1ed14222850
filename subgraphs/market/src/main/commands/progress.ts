import type { Writable } from 'node:stream';

const WIDTH = 24;
const REDRAW_MS = 100;
const TELL_MS = 5_000;

/** How far a command is: one line that is drawn again and again on a terminal, a line now and then elsewhere. */
export class Progress {
  #drawnAt = 0;
  #isDrawn = false;

  constructor(
    private readonly stream: Writable & { readonly isTTY?: boolean },
    private readonly now: () => number,
  ) {
    this.#drawnAt = now();
  }

  /** `share` of the whole, 0 to 1; null where nobody knows how much there is. */
  show(share: number | null, text: string): void {
    const now = this.now();
    if (now - this.#drawnAt < (this.stream.isTTY ? REDRAW_MS : TELL_MS)) return;
    this.#drawnAt = now;
    this.#write(share, text);
  }

  /** The line goes, so that an answer does not follow on it. */
  done(): void {
    if (this.stream.isTTY && this.#isDrawn) this.stream.write('\r\u001b[K');
    this.#isDrawn = false;
  }

  #write(share: number | null, text: string): void {
    const percent = share === null ? '' : `${Math.floor(share * 100)} % `.padStart(6);
    if (!this.stream.isTTY) return void this.stream.write(`${percent}${text}\n`);
    const filled = Math.round((share ?? 0) * WIDTH);
    this.#isDrawn = true;
    this.stream.write(`\r\u001b[K${share === null ? '' : `[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}] `}${percent}${text}`);
  }
}
