import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@marketgraph/service';

/** A stack whose terminal was killed needs this long to notice and let go of its port. */
const PATIENCE_MS = 3_000;

/** Asked before anything else is started: whoever reads the message has lost no time. */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const error = await listenBriefly(port, host);
    if (!error) return;
    if (error.code !== 'EADDRINUSE') throw cannotListen(port, host, error);
    if (Date.now() > deadline) throw new Fault('PORT_TAKEN', `Port ${port} is taken. Choose another: PORT=${port + 1} npm start`, false);
    await sleep(200);
  }
}

function cannotListen(port: number, host: string, error: NodeJS.ErrnoException): Fault {
  const advice = error.code === 'EACCES' ? `Choose one above 1023: PORT=4000 npm start` : 'Check HOST and PORT.';
  return new Fault('PORT_REFUSED', `Port ${port} of ${host} cannot be used (${error.code}). ${advice}`, false, error);
}

function listenBriefly(port: number, host: string): Promise<NodeJS.ErrnoException | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
