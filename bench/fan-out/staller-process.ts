// Sockets that stop reading and then find out what was kept for them. What lies in the kernel is told apart from what the server had queued.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SubscriberSocket } from '../pipeline/subscriber-socket.ts';
import type { Reader } from './crowd-messages.ts';

export type StallerMessage =
  | { readonly kind: 'open'; readonly port: number; readonly readers: readonly Reader[] }
  | 'pause'
  | 'find'
  | 'close';

export interface Kept {
  /** Of this socket, when it read again. */
  readonly inKernel: number;
  /** What came beyond that, until the server closed the socket or told that it had skipped something. */
  readonly queued: number;
  readonly wasClosed: boolean;
}

interface Staller {
  readonly socket: SubscriberSocket;
  /** Everything that was kept has been read. */
  readonly done: PromiseWithResolvers<void>;
  isReadingAgain: boolean;
  wasClosed: boolean;
}

/** So long a reader that is neither closed nor told of anything skipped may read on. */
const PATIENCE_MS = 10_000;
let stallers: readonly Staller[] = [];
let port = 0;

process.on('message', (message: StallerMessage) => void take(message).then((answer) => process.send?.(answer)));
process.once('disconnect', () => process.exit(0));

async function take(message: StallerMessage): Promise<readonly Kept[]> {
  if (message === 'pause') for (const { socket } of stallers) socket.pause();
  else if (message === 'find') return find();
  else if (message === 'close') for (const { socket } of stallers) socket.close();
  else {
    port = message.port;
    stallers = await Promise.all(message.readers.map(open));
  }
  return [];
}

async function open({ query, symbols, id, token }: Reader): Promise<Staller> {
  const done = Promise.withResolvers<void>();
  const hear = (text: string) => {
    if (staller.isReadingAgain && text.includes('"extensions"')) done.resolve();
  };
  const end = () => {
    staller.wasClosed = true;
    done.resolve();
  };
  const staller: Staller = { socket: new SubscriberSocket(port, hear, end), done, isReadingAgain: false, wasClosed: false };
  await staller.socket.subscribe(query, { symbols }, { id, token });
  return staller;
}

async function find(): Promise<readonly Kept[]> {
  const inKernel = kernelQueues();
  const before = stallers.map(({ socket }) => ({ bytes: socket.bytesRead, inKernel: inKernel(socket.port) }));
  for (const staller of stallers) {
    staller.isReadingAgain = true;
    staller.socket.resume();
  }
  await Promise.race([Promise.all(stallers.map(({ done }) => done.promise)), pause(PATIENCE_MS)]);
  return stallers.map(({ socket, wasClosed }, index) => {
    const { bytes = 0, inKernel: kernel = 0 } = before[index] ?? {};
    return { inKernel: kernel, queued: Math.max(0, socket.bytesRead - bytes - kernel), wasClosed };
  });
}

/** Of the connection with this client port: what the server's end has not got rid of, and what the client's end has not read. */
function kernelQueues(): (client: number) => number {
  const rows = readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1);
  const queues = new Map(rows.map(readRow));
  return (client) => (queues.get(`${client} ${port}`)?.received ?? 0) + (queues.get(`${port} ${client}`)?.sent ?? 0);
}

/** `sl local remote state tx_queue:rx_queue ...`, in hexadecimal. */
function readRow(row: string): [string, { sent: number; received: number }] {
  const [, local = '', remote = '', , queues = ''] = row.trim().split(/\s+/, 5);
  const [sent = 0, received = 0] = queues.split(':').map((text) => Number.parseInt(text, 16));
  return [`${portOf(local)} ${portOf(remote)}`, { sent, received }];
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}
