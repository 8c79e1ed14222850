import type { Socket } from 'node:net';
import { slices } from '@marketgraph/service';

/** What node reads at once where there is more. */
const FULL_READ_BYTES = 64 * 1024;
/** Connections with more to read, of the whole process. */
const waiting: Socket[] = [];

/**
 * Rows are parsed where they arrive, in a millisecond or two for each 64 KiB, and node reads on while there is more: up to two megabytes in one turn of the
 * event loop. After each full read a connection waits for its turn among what is long; one of them goes on in each turn.
 */
export function readInSlices(stream: Socket): void {
  const [parse] = stream.listeners('data') as ((chunk: Buffer) => void)[];
  if (!parse) return;
  // In its place, not beside it: COPY takes over from pg's one listener, and gives back to it.
  stream.removeListener('data', parse);
  stream.on('data', (chunk: Buffer) => {
    parse(chunk);
    if (chunk.length < FULL_READ_BYTES) return;
    stream.pause();
    waiting.push(stream);
    if (waiting.length === 1) slices.later(readOn);
  });
}

function readOn(): void {
  waiting.shift()?.resume();
  // Not in the same slice: what has been resumed is read after it.
  if (waiting.length > 0) setImmediate(() => slices.later(readOn));
}
