import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KernelQueues } from '../src/subscriptions/protocol/kernel-queues.ts';
import { prices } from './support/events.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

const QUOTES =
  'subscription($after: Cursor) { quoteUpdated(symbols: ["AAPL"], after: $after, pace: { mode: LATEST }) { price cursor symbol } }';
const KIB = 1_024;

let running: RunningGateway;
const readers: Socket[] = [];
beforeEach(async () => {
  running = await runGateway();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.destroy();
  await running.gateway.stop();
});

/** A stream in a connection of its own, read until it has begun and then not any more. */
async function stalledStream(accept: string): Promise<Socket> {
  const [host = '', port = ''] = running.address.split(':');
  const reader = connect(Number(port), host);
  readers.push(reader);
  const body = JSON.stringify({ query: QUOTES });
  const lines = [
    'POST /graphql HTTP/1.1',
    'host: x',
    'content-type: application/json',
    `accept: ${accept}`,
    `content-length: ${body.length}`,
  ];
  reader.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  await once(reader, 'data');
  reader.pause();
  return reader;
}

/** Enough that a reader who stops is behind, however much its kernel takes: each price waits until it is told. */
async function flood(rounds: number): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    await running.log.append([prices('AAPL', `${round}.00`)]);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.runIf(process.platform === 'linux')('a stream whose reader stops', () => {
  test.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'is given 256 KiB (%s), and the rest is merged and counted',
    async (accept) => {
      const reader = await stalledStream(accept);
      await flood(6_000);
      const server = {
        localAddress: reader.remoteAddress,
        localPort: reader.remotePort,
        remoteAddress: reader.localAddress,
        remotePort: reader.localPort,
      };
      const kernel = await new KernelQueues().waiting(server as Socket);
      expect(kernel).toBeLessThan(400 * KIB);
      let text = '';
      reader.on('data', (data) => {
        text += String(data);
      });
      reader.resume();
      while (!text.includes('"6000.00"')) await once(reader, 'data');
      const told = text.split('"price"').length - 1;
      const skipped = [...text.matchAll(/"skipped":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      expect(told).toBeLessThan(6_000);
      expect(told + skipped).toBe(6_000);
    },
  );
});
