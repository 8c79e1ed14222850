import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { KernelQueues } from '../src/subscriptions/protocol/kernel-queues.ts';

const open: { destroy(): void }[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

async function connection(host: string): Promise<{ server: Socket; client: Socket }> {
  const listener = createServer().listen(0, host === '127.0.0.1' ? host : '::');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, host);
  const [server] = (await once(listener, 'connection')) as [Socket];
  listener.close();
  open.push(server, client);
  return { server, client };
}

describe.runIf(process.platform === 'linux')('where the system tells', () => {
  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
    'what a reader at %s has not taken is known, and gone when it reads',
    async (host) => {
      const { server, client } = await connection(host);
      client.pause();
      const queues = new KernelQueues();
      expect(await queues.waiting(server)).toBe(0);
      server.write(Buffer.alloc(2_000_000));
      while (server.writableLength > 0) await new Promise((resolve) => setImmediate(resolve));
      const waiting = await queues.waiting(server);
      expect(waiting).toBeGreaterThan(500_000);
      expect(waiting).toBeLessThanOrEqual(2_000_000);
      client.resume();
      while ((await queues.waiting(server)) !== 0) await new Promise((resolve) => setImmediate(resolve));
    },
  );
});

test('where the system has no such table nobody can tell', async () => {
  const { server } = await connection('127.0.0.1');
  expect(await new KernelQueues(['/nowhere/tcp']).waiting(server)).toBeNull();
});
