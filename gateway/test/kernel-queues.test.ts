import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const MINE = { localAddress: '127.0.0.1', localPort: 4_000, remoteAddress: '127.0.0.1' };

/** The row of remote port 20,000 + n says that n bytes wait. */
function tableOf(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'marketgraph-connections-'));
  open.push({ destroy: () => rmSync(folder, { recursive: true }) });
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  const rows = Array.from(
    { length: count },
    (_, index) =>
      `${String(index).padStart(4)}: 0100007F:0FA0 0100007F:${hex(20_000 + index, 4)} 01 ${hex(index, 8)}:00000000 00:00000000 ${index}`,
  );
  const table = join(folder, 'tcp');
  writeFileSync(table, `  sl  local_address rem_address   st tx_queue rx_queue\n${rows.join('\n')}\n`);
  return table;
}

test('each of thousands of connections is told its own', async () => {
  const queues = new KernelQueues([tableOf(12_000)]);
  const asked = Array.from({ length: 600 }, (_, index) => index * 20);
  const told = await Promise.all(asked.map((index) => queues.waiting({ ...MINE, remotePort: 20_000 + index })));
  expect(told).toEqual(asked);
  expect(await queues.waiting({ ...MINE, localPort: 4_001, remotePort: 20_000 })).toBeNull();
});

test('a machine with thousands of connections does not fill the memory of who asks for one again and again', async () => {
  const queues = new KernelQueues([tableOf(40_000)]);
  const taken = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = taken();
  let most = 0;
  for (let reading = 0; reading < 8; reading++) {
    await queues.waiting({ ...MINE, remotePort: 20_001 });
    most = Math.max(most, taken() - before);
  }
  expect(most).toBeLessThan(8 * 2 ** 20);
});
