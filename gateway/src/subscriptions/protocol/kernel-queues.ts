import { readFile } from 'node:fs/promises';
import { isIPv4, type Socket } from 'node:net';

type Connection = Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>;

/** One reading serves all who ask within this, and there are no more of them than this allows. */
const PAUSE_MS = 50;
const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

/**
 * How many bytes the kernel still holds because a connection's other end has not taken them. HTTP has no answer that would tell,
 * and node does not tell either; Linux has a table.
 */
export class KernelQueues {
  #reading: Promise<ReadonlyMap<string, number> | null> | null = null;

  constructor(private readonly tables: readonly string[] = TABLES) {}

  /** As of a moment after the call; null where nobody can tell. */
  async waiting(connection: Connection): Promise<number | null> {
    const key = keyOf(connection);
    this.#reading ??= this.#read();
    return (await this.#reading)?.get(key) ?? null;
  }

  async #read(): Promise<ReadonlyMap<string, number> | null> {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
    // Whoever asks from here on may have written what this reading does not see.
    this.#reading = null;
    const texts = await Promise.all(this.tables.map((table) => readFile(table, 'latin1').catch(() => '')));
    const rows = texts.flatMap((text) => text.split('\n').slice(1));
    return rows.length > 0 ? new Map(rows.map(readRow)) : null;
  }
}

/** `sl local remote state tx_queue:rx_queue ...`, in hexadecimal. */
function readRow(row: string): [string, number] {
  const [, local, remote, , queues = ''] = row.trim().split(/\s+/, 5);
  return [`${local} ${remote}`, Number.parseInt(queues, 16)];
}

function keyOf({ localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 }: Connection): string {
  return `${hexOf(localAddress)}:${hexPort(localPort)} ${hexOf(remoteAddress)}:${hexPort(remotePort)}`;
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** As the table writes addresses: words of four bytes, each with its last byte first. */
function hexOf(address: string): string {
  const bytes = isIPv4(address) ? bytesOfIPv4(address) : bytesOfIPv6(address);
  const words = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.slice(index * 4, index * 4 + 4).reverse());
  return words
    .flat()
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');
}

function bytesOfIPv4(address: string): number[] {
  return address.split('.').map(Number);
}

function bytesOfIPv6(address: string): number[] {
  const [head = '', tail = ''] = address.split('%', 1).join('').split('::', 2);
  const [before, after] = [head, tail].map((text) => text.split(':').filter(Boolean).flatMap(bytesOfPart));
  const zeros = new Array<number>(Math.max(0, 16 - (before?.length ?? 0) - (after?.length ?? 0))).fill(0);
  return [...(before ?? []), ...zeros, ...(after ?? [])];
}

function bytesOfPart(part: string): number[] {
  if (part.includes('.')) return bytesOfIPv4(part);
  const value = Number.parseInt(part, 16);
  return [value >> 8, value & 0xff];
}
