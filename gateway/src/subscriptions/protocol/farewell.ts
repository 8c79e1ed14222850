import type { Socket } from 'node:net';

const SPREAD_MS = 2_000;
const PAUSE_MS = 20;
/** Whoever has not gone by then is cut off. */
const CLOSE_WAIT_MS = 2_000;
/** After its last words a reader has so long to read them, and what was on its way. */
const LINGER_MS = 30_000;

/** Tells all to go one after the other within two seconds, so that their clients do not all come back at once, and sees them off. */
export async function sendAway<T extends { reset(): void }>(open: ReadonlySet<T>, tell: (one: T) => void): Promise<void> {
  const lot = Math.ceil((open.size * PAUSE_MS) / SPREAD_MS);
  for (const [index, one] of [...open].entries()) {
    tell(one);
    if (index % lot === lot - 1) await pause();
  }
  const deadline = performance.now() + CLOSE_WAIT_MS;
  while (open.size > 0 && performance.now() < deadline) await pause();
  for (const one of open) one.reset();
}

/** What waits in the kernel is dropped too: it would be kept for minutes for a reader that does not read. */
export function resetLater(socket: Socket): void {
  const timer = setTimeout(() => socket.resetAndDestroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
