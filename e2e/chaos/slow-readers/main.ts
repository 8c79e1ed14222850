// Subscribers that stop reading at the first SIGUSR2, read on at the next, and so on: main.ts SETTINGS (JSON). Says on SIGTERM what each was told.
import { type Reader, transports } from './readers.ts';

export interface SlowReadersSettings {
  readonly url: string;
  readonly query: string;
  readonly readers: number;
}

/** Of one reader, in each stretch of reading. */
export interface Told {
  readonly transport: string;
  readonly messages: number[];
  readonly skipped: number[];
  /** After which stretch it was found ended, and how. */
  readonly ended: { readonly stretch: number; readonly how: string } | null;
}

const { url, query, readers: count }: SlowReadersSettings = JSON.parse(process.argv[2] ?? '{}');
const opens = Object.values(transports);
const LOT = 10;

let reads = true;
let stretch = 0;
const readers: Reader[] = [];
const marks: { messages: number[]; skipped: number[] }[] = [];
const found = new Map<Reader, { stretch: number; how: string }>();

process.on('SIGUSR2', () => {
  reads = !reads;
  // What was told in the stretch that ends now.
  if (!reads) mark();
  for (const reader of readers) reader.read(reads);
});
process.once('SIGTERM', () => {
  mark();
  const told: Told[] = readers.map((reader, index) => ({
    transport: reader.transport,
    messages: marks.map(({ messages }) => messages[index] ?? 0),
    skipped: marks.map(({ skipped }) => skipped[index] ?? 0),
    ended: found.get(reader) ?? null,
  }));
  process.stdout.write(`${JSON.stringify(told)}\n`);
  process.exit(0);
});
for (let opened = 0; opened < count; opened += LOT) {
  const lot = Array.from({ length: Math.min(LOT, count - opened) }, (_, index) => opens[(opened + index) % opens.length]?.(url, query));
  for (const reader of await Promise.all(lot)) if (reader) readers.push(reader);
}
process.stdout.write('all read\n');
// When all have been closed it still has to say so.
setInterval(() => undefined, 60_000);

function mark(): void {
  marks.push({ messages: readers.map(({ messages }) => messages), skipped: readers.map(({ skipped }) => skipped) });
  for (const reader of readers) if (reader.ended !== null && !found.has(reader)) found.set(reader, { stretch, how: reader.ended });
  stretch++;
}
