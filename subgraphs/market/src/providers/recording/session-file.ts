import { appendFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Written when so much is gathered, or when it has waited for so long. */
const MAX_GATHERED = 1024 * 1024;
const MAX_WAIT_MS = 5_000;

/**
 * A websocket session as it is recorded: a line for each frame, `t` (seconds) with `connect`, `sent` or `recv`. Lines are written in whole
 * gzip members, one behind the other, so that a process that is killed leaves a file which can be read to its end.
 */
export class SessionFile {
  frames = 0;
  bytes = 0;
  #lines: string[] = [];
  #gathered = 0;
  #since: number | null = null;
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #failure: unknown;

  constructor(
    readonly path: string,
    /** Takes out what must not be written down. */
    readonly redact: (text: string) => string,
  ) {}

  write(kind: 'connect' | 'sent' | 'recv', text: string, at: number): void {
    if (kind !== 'connect') this.frames += 1;
    const line = `${JSON.stringify({ t: at / 1_000, [kind]: this.redact(text) })}\n`;
    this.#lines.push(line);
    this.#gathered += line.length;
    this.#since ??= at;
    if (this.#gathered >= MAX_GATHERED || at - this.#since >= MAX_WAIT_MS) this.#flush();
  }

  /** Resolves when all is on disk; throws what kept it from there. */
  async written(): Promise<void> {
    this.#flush();
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Characters that are not on disk yet. */
  get waiting(): number {
    return this.#gathered + this.#waiting;
  }

  /** What went wrong with the disk; undefined while nothing did. */
  get failure(): unknown {
    return this.#failure;
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#waiting += text.length;
    [this.#lines, this.#gathered, this.#since] = [[], 0, null];
    this.#writing = this.#writing.then(() => this.#append(text));
  }

  async #append(text: string): Promise<void> {
    try {
      if (this.#failure !== undefined) return;
      const member = await compress(text);
      await appendFile(this.path, member);
      this.bytes += member.length;
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#waiting -= text.length;
    }
  }
}
