import { afterEach, beforeEach, expect, test } from 'vitest';
import { textFrame } from '../src/subscriptions/protocol/event-message.ts';
import { Turns } from '../src/subscriptions/protocol/turns.ts';
import { type EndpointClient, endpointClient } from './support/endpoint-client.ts';

const KIB = 1_024;
const MESSAGES = 400;

let alone: EndpointClient;
beforeEach(async () => {
  alone = await endpointClient({ open: (connection) => ({ hear: (text) => connection.tell(textFrame(text)), end: () => undefined }) });
});
afterEach(() => alone.end());

test('who asks without reading is not heard until it reads, and then nothing of it is lost', async () => {
  const { client, stream } = alone;
  const texts = Array.from({ length: MESSAGES }, (_, index) => `${index} ${'x'.repeat(60 * KIB)}`);
  client.pause();
  for (const text of texts) client.send(text);
  while (!stream.isPaused()) await new Promise((resolve) => setImmediate(resolve));
  expect(stream.writableLength).toBeLessThan(512 * KIB);
  const heard: string[] = [];
  const all = Promise.withResolvers<void>();
  client.on('message', (data) => {
    if (heard.push(String(data).split(' ', 1).join('')) === MESSAGES) all.resolve();
  });
  client.resume();
  await all.promise;
  expect(heard).toEqual(texts.map((_, index) => String(index)));
});

test('no more is worked on at once than may be, in the order in which it came', async () => {
  const begun: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const turns = new Turns(2, async () => undefined);
  const all = ends.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index);
      return promise;
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await all[1];
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('nothing is begun while the answers before it are not read', async () => {
  const read = Promise.withResolvers<void>();
  let begun = 0;
  const turns = new Turns(2, () => read.promise);
  const taken = turns.take(async () => void begun++);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toBe(0);
  read.resolve();
  await taken;
  expect(begun).toBe(1);
});
