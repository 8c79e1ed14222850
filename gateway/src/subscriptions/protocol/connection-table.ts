import { open } from 'node:fs/promises';

/** The system hands out a page of memory at a time, whatever it is asked for. */
const BUFFER_BYTES = 16 * 1024;
const [SPACE, COLON, NEWLINE] = [0x20, 0x3a, 0x0a];
const PORT_DIGITS = 4;
/** Of a queue; before it stand the state's two, between blanks. */
const QUEUE_DIGITS = 8;
const STATE_LENGTH = ' 01 '.length;

/**
 * Linux' table of connections: `sl: local remote state tx_queue:rx_queue ...`, in hexadecimal. It has a row for each connection of the machine and is
 * read many times a second: nothing is kept of rows that nobody asked for, and all of them pass through one buffer.
 */
export class ConnectionTable {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

  constructor(private readonly path: string) {}

  /** Notes how many bytes the other ends of the asked connections (`local remote`, as the table writes them) have not taken. False where there is no table. */
  async read(asked: ReadonlySet<string>, found: Map<string, number>): Promise<boolean> {
    const file = await open(this.path).catch(() => null);
    if (!file) return false;
    const ports = new Set([...asked].map((connection) => Number.parseInt(connection.slice(-PORT_DIGITS), 16)));
    const note = (connection: string, waiting: number) => asked.has(connection) && found.set(connection, waiting);
    try {
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(this.#buffer, length, BUFFER_BYTES - length, null);
        if (bytesRead === 0) return true;
        length = this.#noteRows(length + bytesRead, ports, note);
      }
    } finally {
      await file.close();
    }
  }

  /** Answers how many bytes of a row that is not whole yet lie at the beginning of the buffer now. */
  #noteRows(length: number, ports: ReadonlySet<number>, note: (connection: string, waiting: number) => void): number {
    const buffer = this.#buffer;
    let from = 0;
    for (let end = find(buffer, NEWLINE, from, length); end < length; end = find(buffer, NEWLINE, from, length)) {
      const local = find(buffer, COLON, from, end) + 2;
      const remoteEnd = find(buffer, SPACE, find(buffer, SPACE, local, end) + 1, end);
      from = end + 1;
      // Ports of the other ends differ: hardly anyone else's row is looked at more closely.
      if (remoteEnd >= end || !ports.has(readHex(buffer, remoteEnd - PORT_DIGITS, remoteEnd))) continue;
      const queue = remoteEnd + STATE_LENGTH;
      note(buffer.toString('latin1', local, remoteEnd), readHex(buffer, queue, queue + QUEUE_DIGITS));
    }
    buffer.copyWithin(0, from, length);
    return length - from;
  }
}

/** `end` where it does not stand before it. */
function find(bytes: Uint8Array, byte: number, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

/** Of upper-case digits. */
function readHex(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at++) {
    const digit = bytes[at] ?? 0;
    value = value * 16 + (digit < 0x41 ? digit - 0x30 : digit - 0x37);
  }
  return value;
}
