import { connect } from 'node:net';
import { livedTime } from '@marketgraph/test-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alertChanged, prices } from '../support/events.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';
import { type OpenStream, openMultipart, openSse } from '../support/stream-clients.ts';

const QUOTES = 'subscription { quoteUpdated(symbols: ["AAPL"]) { cursor symbol price instrument { name } } }';
const TRADES = 'subscription($after: Cursor) { tradeReported(symbols: ["AAPL"], after: $after) { cursor tradeId price } }';
const ALERTS = 'subscription { alertChanged { alert { message } } }';

const clients: [string, OpenStream][] = [
  ["graphql-sse's client", openSse],
  ["Apollo Client's HTTP link", openMultipart],
];

let running: RunningGateway;
beforeEach(async () => {
  running = await runGateway();
});
afterEach(() => running.gateway.stop());

async function openSubscriptions(): Promise<number> {
  const text = await (await fetch(`${running.url}/metrics`)).text();
  const counts = [...text.matchAll(/^marketgraph_subscriptions\{[^}]*\} (\d+)/gm)].map(([, count]) => Number(count));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function untilNobodySubscribes(): Promise<void> {
  while ((await openSubscriptions()) > 0) await new Promise((resolve) => setImmediate(resolve));
}

test.each(clients)('%s is told events with what other subgraphs add', async (_, open) => {
  const stream = open(running, QUOTES);
  await stream.begun;
  await running.log.append([prices('AAPL', '1.25')]);
  const [first] = await stream.until(1);
  expect(first?.data?.['quoteUpdated']).toMatchObject({ symbol: 'AAPL', price: '1.25', instrument: { name: 'AAPL Inc.' } });
  stream.leave();
});

test.each(clients)('%s resumes after its last cursor without a hole', async (_, open) => {
  const before = open(running, TRADES);
  await before.begun;
  await running.log.append([prices('AAPL', '1.00')]);
  const [first] = await before.until(1);
  before.leave();
  await untilNobodySubscribes();
  await running.log.append([prices('AAPL', '2.00'), prices('AAPL', '3.00')]);
  const after = open(running, TRADES, { variables: { after: first?.data?.['tradeReported']?.['cursor'] } });
  const told = await after.until(2);
  expect(told.map(({ data }) => data?.['tradeReported']?.['price'])).toEqual(['2.00', '3.00']);
  after.leave();
});

test.each(clients)('%s hears the alerts of the viewer whose token it sends, until the token expires', async (_, open) => {
  const headers = { authorization: `Bearer ${await running.tokens.sign({ sub: 'ann', exp: 60 })}` };
  const stream = open(running, ALERTS, { headers });
  await stream.begun;
  await running.log.append([alertChanged('bob'), alertChanged('ann', 'mine')]);
  const [first] = await stream.until(1);
  expect(first?.data?.['alertChanged']).toMatchObject({ alert: { message: 'Alert mine' } });
  await running.clock.advance(60_000);
  const end = await stream.ended;
  expect(JSON.stringify(stream.heard) + String(end)).toContain('The token has expired.');
});

test.each(clients)('%s is told what is wrong before a stream begins', async (_, open) => {
  const wrong = open(running, 'subscription { quoteUpdated(symbols: []) { symbol } }');
  const answer = await wrong.begun;
  expect(answer.status).toBe(400);
  expect(await wrong.ended).toBeInstanceOf(Error);
  const anonymous = open(running, ALERTS);
  expect((await anonymous.begun).status).toBe(401);
  expect(await anonymous.ended).toBeInstanceOf(Error);
});

test.each(clients)('%s that leaves, also while an event is executed, leaves nothing behind', async (_, open) => {
  const streams = Array.from({ length: 5 }, () => open(running, QUOTES));
  await Promise.all(streams.map(({ begun }) => begun));
  expect(await openSubscriptions()).toBe(5);
  const appended = running.log.append([prices('AAPL', '1.00')]);
  for (const stream of streams) stream.leave();
  await appended;
  await untilNobodySubscribes();
  expect(await openSubscriptions()).toBe(0);
});

test('a stop ends streams cleanly: Apollo Client is told why, graphql-sse finds its stream cut and would come back', async () => {
  const [multipart, sse] = [openMultipart(running, QUOTES), openSse(running, QUOTES)];
  await Promise.all([multipart.begun, sse.begun]);
  await running.gateway.stop();
  expect(String(await multipart.ended)).toContain('The server is going away.');
  expect(await sse.ended).toBeInstanceOf(Error);
  running = await runGateway();
});

test("graphql-sse's client comes back by itself to the gateway that takes over", async () => {
  const { port } = running.gateway;
  const { log } = running;
  const stream = openSse(running, QUOTES, { retryAttempts: 50 });
  await stream.begun;
  await log.append([prices('AAPL', '1.00')]);
  await stream.until(1);
  await running.gateway.stop();
  running = await runGateway({ port, log });
  while ((await openSubscriptions()) === 0) await new Promise((resolve) => setImmediate(resolve));
  await log.append([prices('AAPL', '2.00')]);
  const told = await stream.until(2);
  expect(told.map(({ data }) => data?.['quoteUpdated']?.['price'])).toContain('2.00');
  stream.leave();
});

test('a reader of every trade that stops reading for a while misses none and hears none twice', async () => {
  const { response, reader } = await openRaw('text/event-stream', 'subscription { tradeReported(symbols: ["AAPL"]) { price tradeId } }');
  expect(response.status).toBe(200);
  for (let round = 0; round < 30; round++) await running.log.append([prices('AAPL', `${round + 1}.00`, 1_000)]);
  const decoder = new TextDecoder();
  const told: string[] = [];
  let rest = '';
  while (told.length < 30_000) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The stream ended after ${told.length} trades.`);
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: {')) told.push(JSON.parse(line.slice(6)).data.tradeReported.price);
  }
  expect(told).toEqual(Array.from({ length: 30_000 }, (_, index) => `${Math.floor(index / 1_000) + 1}.00`));
  await reader.cancel();
});

test('a stop does not wait for connections that never asked anything', async () => {
  const idle = connect(running.gateway.port, '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  const closed = new Promise((resolve) => idle.once('close', resolve));
  idle.resume();
  const lived = livedTime();
  await running.gateway.stop();
  await closed;
  expect(lived()).toBeLessThan(4_000);
  running = await runGateway();
});

const raw: [string, string, string][] = [
  ['SSE', 'text/event-stream', ':\n\n'],
  ['multipart', 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0', '\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql'],
];
test.each(raw)('a quiet %s stream beats every 5 s', async (_, accept, beat) => {
  const stream = await openRaw(accept);
  await stream.until(beat);
  await running.clock.advance(5_000);
  await stream.until(beat);
  await stream.leave();
});

test('multipart is answered with the media type that Apollo specifies, and parts that carry their own note last', async () => {
  const stream = await openRaw('multipart/mixed;boundary="graphql";subscriptionSpec=1.0, application/json');
  expect(stream.response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
  expect(await stream.until('{}\r\n--graphql')).toBe('\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql');
  await running.log.append([prices('AAPL', '1.00')]);
  const part = await stream.until('\r\n--graphql');
  expect(part).toMatch(/^\r\ncontent-type: application\/json\r\n\r\n\{"payload":\{"data":\{"quoteUpdated":/);
  const late = await openRaw('multipart/mixed;subscriptionSpec=1.0');
  await late.until(',"extensions":{"stream":{"snapshot":true}}}}\r\n--graphql');
  await Promise.all([stream.leave(), late.leave()]);
});

test('subscribers of one operation share its executions, whichever transports they came by', async () => {
  const [sse, multipart] = [await openRaw('text/event-stream'), await openRaw('multipart/mixed;subscriptionSpec=1.0')];
  const socket = await (await running.socket()).init();
  socket.subscribe('q', QUOTES);
  socket.subscribe('alive', '{ __typename }');
  await socket.next('alive');
  await running.log.append([prices('AAPL', '1.00')]);
  await Promise.all([sse.until('"1.00"'), multipart.until('"1.00"'), socket.next('q')]);
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  expect(metrics).toMatch(/^marketgraph_subscription_executions_total\{[^}]*quoteUpdated[^}]*\} 1$/m);
  await Promise.all([sse.leave(), multipart.leave()]);
});

test('queries over SSE are one event and the end, their faults HTTP errors, and a mutation by GET is refused', async () => {
  const ask = (query: string) => running.post({ query }, { accept: 'text/event-stream' });
  expect((await ask('{ __typename }')).json).toBe('event: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n');
  expect((await ask('{ nothing }')).json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  const mutation = encodeURIComponent('mutation { signOut }');
  const headers = { accept: 'text/event-stream', 'apollo-require-preflight': '1' };
  const response = await fetch(`${running.url}/graphql?query=${mutation}`, { headers });
  expect([400, 405]).toContain(response.status);
});

test('a subscription without a transport is refused with 406 and the transports that there are, whatever else it accepts', async () => {
  for (const accept of ['application/json', '*/*', 'multipart/mixed', 'text/event-stream;q=0', 'text/html']) {
    const { status, json } = await running.post({ query: QUOTES }, { accept });
    expect([status, json.errors[0].extensions.code]).toEqual([406, 'SUBSCRIPTION_NEEDS_TRANSPORT']);
    expect(json.errors[0].extensions.transports).toEqual([
      'graphql-transport-ws',
      'text/event-stream',
      'multipart/mixed;subscriptionSpec=1.0',
    ]);
  }
});

const deep = `${'['.repeat(20_000)}1${']'.repeat(20_000)}`;
const hostile: [string, string][] = [
  ['a cursor too deep to be printed', `{"query":"subscription($a:Cursor){alertChanged(after:$a){cursor}}","variables":{"a":${deep}}}`],
  ['symbols too deep', `{"query":"subscription($s:[String!]!){quoteUpdated(symbols:$s){price}}","variables":{"s":${deep}}}`],
  [
    'a pace too deep',
    `{"query":"subscription($p:PaceInput){quoteUpdated(symbols:[\\"A\\"],pace:$p){price}}","variables":{"p":{"mode":"LATEST","every":${deep}}}}`,
  ],
  ['brackets that use up the stack of the parser', `{"query":"subscription{quoteUpdated(symbols:${'['.repeat(3_900)}"}`],
  ['no query', '{}'],
  ['an empty query', '{"query":""}'],
  ['a query that is a number', '{"query":7}'],
  ['no JSON', '{'],
  ['a null byte', '{"query":"subscription{\\u0000}"}'],
];
test.each(hostile)('what is hostile (%s) is the error of its caller on streams, too', async (_, body) => {
  for (const accept of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
    const { status, json } = await running.post(body, { accept });
    expect([status >= 400 && status < 500, json.errors[0].extensions.code === 'INTERNAL_SERVER_ERROR']).toEqual([true, false]);
  }
});

test('a stream by GET begins only with a header that a page of another site cannot set', async () => {
  const address = `${running.url}/graphql?query=${encodeURIComponent(QUOTES)}`;
  const forged = await fetch(address, { headers: { accept: 'text/event-stream' } });
  expect([forged.status, (await forged.json()).errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  const text = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    body: JSON.stringify({ query: QUOTES }),
    headers: { accept: 'text/event-stream' },
  });
  expect(text.status).toBe(415);
  const asked = await fetch(address, { headers: { accept: 'text/event-stream', 'apollo-require-preflight': 'true' } });
  expect([asked.status, asked.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  await asked.body?.cancel();
});

test('a reader that stops reading is held at 64 KiB, others go on, and between two beats without a byte taken it is cut off', async () => {
  const body = JSON.stringify({
    query: 'subscription { tradeReported(symbols: ["AAPL"]) { cursor tradeId price venueTime: occurredAt } }',
  });
  const slow = connect(running.gateway.port, '127.0.0.1');
  slow.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await new Promise((resolve) => slow.once('data', resolve));
  slow.pause();
  const quick = openSse(running, QUOTES);
  await quick.begun;
  for (let round = 0; round < 40; round++) await running.log.append([prices('AAPL', `${round + 1}.00`, 1_000)]);
  await quick.until(1);
  while ((await openSubscriptions()) > 1) await running.clock.advance(5_000);
  quick.leave();
  slow.destroy();
});

async function openRaw(accept: string, query = QUOTES) {
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const reader = response.body?.getReader();
  if (!reader) throw new Error('No body.');
  let rest = '';
  /** What comes up to and with the words. */
  const until = async (words: string) => {
    while (!rest.includes(words)) rest += Buffer.from((await reader.read()).value ?? []).toString();
    const end = rest.indexOf(words) + words.length;
    const found = rest.slice(0, end);
    rest = rest.slice(end);
    return found;
  };
  return { response, reader, until, leave: () => reader.cancel() };
}
