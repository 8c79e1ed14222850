import { isIPv4, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionTable } from './connection-table.ts';

type Connection = Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>;

/** One reading for all who ask meanwhile; it has not begun yet. */
interface Reading {
  readonly asked: Set<string>;
  /** Null where nobody can tell. */
  readonly found: Promise<ReadonlyMap<string, number> | null>;
}

/** One reading serves all who ask within this. Where a machine has so many connections that it takes longer, readings take half of the time. */
const PAUSE_MS = 50;
const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

/**
 * How many bytes the kernel still holds because a connection's other end has not taken them. HTTP has no answer that would tell,
 * and node does not tell either; Linux has a table.
 */
export class KernelQueues {
  readonly #tables: readonly ConnectionTable[];
  #next: Reading | null = null;
  #reading: Promise<unknown> = Promise.resolve();
  #pauseMs = PAUSE_MS;

  constructor(tables: readonly string[] = TABLES) {
    this.#tables = tables.map((path) => new ConnectionTable(path));
  }

  /** As of a moment after the call; null where nobody can tell. */
  async waiting(connection: Connection): Promise<number | null> {
    const key = keyOf(connection);
    this.#next ??= this.#plan();
    this.#next.asked.add(key);
    return (await this.#next.found)?.get(key) ?? null;
  }

  #plan(): Reading {
    const asked = new Set<string>();
    return { asked, found: this.#find(asked) };
  }

  async #find(asked: ReadonlySet<string>): Promise<ReadonlyMap<string, number> | null> {
    await this.#reading;
    await sleep(this.#pauseMs, undefined, { ref: false });
    // Whoever asks from here on may have written what this reading does not see.
    this.#next = null;
    const reading = this.#read(asked);
    this.#reading = reading;
    return reading;
  }

  async #read(asked: ReadonlySet<string>): Promise<ReadonlyMap<string, number> | null> {
    const beganAt = performance.now();
    const found = new Map<string, number>();
    const areThere = await Promise.all(this.#tables.map((table) => table.read(asked, found)));
    this.#pauseMs = Math.max(PAUSE_MS, performance.now() - beganAt);
    return areThere.includes(true) ? found : null;
  }
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
