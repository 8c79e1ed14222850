import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { requireFreePort } from '../src/free-port.ts';

describe('requireFreePort', () => {
  let other: Server | undefined;
  afterEach(() => new Promise<void>((resolve) => (other ? other.close(() => resolve()) : resolve())));

  const occupy = async () => {
    const server = createServer();
    other = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  };

  it('names another port when this one stays taken', async () => {
    const port = await occupy();
    await expect(requireFreePort(port, '127.0.0.1')).rejects.toThrow(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`);
  });

  it('waits for a predecessor that is about to end', async () => {
    const port = await occupy();
    const waiting = requireFreePort(port, '127.0.0.1');
    other?.close();
    other = undefined;
    await expect(waiting).resolves.toBeUndefined();
  });
});
