import { createServer } from 'node:net';

/** Operating systems give the ports above to whoever asks for any: one of a row would be taken by some connection before it is used. */
const FIRST = 20_000;
const LAST = 32_000;
/** As many processes as a stack may have, and their second ports. */
const ROW = 100;

/** A port that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** The first of a hundred ports in a row, of which nobody uses the first; processes that ask at once are given different ones. */
export async function freePorts() {
  const rows = (LAST - FIRST) / ROW;
  for (let turn = 0; turn < rows; turn++) {
    const port = FIRST + ((process.pid + turn) % rows) * ROW;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${FIRST} to ${LAST} is free.`);
}

/** @param {number} port */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
