import type { Log } from '@marketgraph/bus';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LateLog } from '../src/main/late-log.ts';
import { prices } from './support/events.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

const QUOTES = 'subscription { quoteUpdated(symbols: ["AAPL"]) { symbol price } }';

let opening: PromiseWithResolvers<Log>;
let late: LateLog;
let running: RunningGateway;
const failed: unknown[] = [];
beforeEach(async () => {
  opening = Promise.withResolvers();
  late = new LateLog(
    () => opening.promise,
    (error) => failed.push(error),
  );
  running = await runGateway({ log: late });
  await late.start();
});
afterEach(async () => {
  await late.stop();
  await running.gateway.stop();
});

test('queries are answered before the log is open, and readiness says what waits', async () => {
  const { json } = await running.post({ query: '{ liveCursor instrument(symbol: "AAPL") { name } }' });
  expect(json.data).toEqual({ liveCursor: null, instrument: { name: 'AAPL Inc.' } });
  const ready = await fetch(`${running.url}/readyz`);
  expect(await ready.json()).toMatchObject({ healthy: true, detail: expect.stringContaining('Subscriptions wait.') });
});

test('who subscribed before the log was open hears what it tells then', async () => {
  const socket = await (await running.socket()).init();
  socket.subscribe('q', QUOTES);
  opening.resolve(running.log);
  await vi.waitUntil(() => running.gateway.health().healthy);
  await running.log.append([prices('AAPL', '1.25')]);
  expect((await socket.next('q')).payload.data['quoteUpdated']).toEqual({ symbol: 'AAPL', price: '1.25' });
});

test('a gateway whose log is never open stops all the same', async () => {
  await late.stop();
  await running.gateway.stop();
  await expect(late.head()).rejects.toThrow('The log is not open yet.');
});

test('a log that cannot be opened is told to who can end the process', async () => {
  const error = new Error('This log has other partitions.');
  opening.reject(error);
  await vi.waitUntil(() => failed.includes(error));
});
