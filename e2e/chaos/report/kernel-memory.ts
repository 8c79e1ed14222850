import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4_096;
const EVERY_MS = 500;

/** What the kernel keeps in TCP's buffers, of the whole machine, in bytes; 0 where the system does not tell. */
export class KernelMemoryWatch {
  #most = 0;
  readonly #before = tcpBytes();
  readonly #timer = setInterval(() => {
    this.#most = Math.max(this.#most, tcpBytes());
  }, EVERY_MS);

  /** The most so far, beyond what there was at the beginning. */
  get growth(): number {
    return Math.max(0, this.#most - this.#before);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

function tcpBytes(): number {
  try {
    return Number(/^TCP:.* mem (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1] ?? 0) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
