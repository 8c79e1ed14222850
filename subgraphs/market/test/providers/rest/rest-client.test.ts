import { ManualClock } from '@marketgraph/test-kit';
import { DAY_MS, SECOND_MS } from '@marketgraph/vocabulary';
import { expect, it } from 'vitest';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { type Answer, answering, CANARY, saying } from './answering.ts';

it('asks with the key, below the path of its address, and gives what was answered', async () => {
  const { client, asked } = await answering(saying(200, { price: '1.50' }));
  expect(await client.get('/quote', { symbol: 'A&B' })).toEqual({ kind: 'OK', body: { price: '1.50' } });
  expect(asked).toEqual(['/v1/quote?symbol=A%26B&key=canary+key%2F42%2B%25']);
});

it.each([
  [400, 'BAD_REQUEST'],
  [401, 'UNAUTHORISED'],
  [403, 'NOT_ENTITLED'],
  [404, 'BAD_REQUEST'],
  [451, 'NOT_ENTITLED'],
])('takes HTTP %i for %s, at the first answer', async (status, kind) => {
  const { client, asked } = await answering(saying(status, 'no'));
  expect(await client.get('/quote', {})).toEqual({ kind, reason: `HTTP ${status}: no` });
  expect(asked).toHaveLength(1);
});

it('takes what is no JSON for malformed', async () => {
  const { client } = await answering(saying(200, '<html>'));
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'MALFORMED' });
});

it('takes an answer for malformed that its provider cannot make anything of', async () => {
  const classify = () => {
    throw new Error(`What is ${CANARY}?`);
  };
  const { client } = await answering(saying(200, {}), { classify });
  expect(await client.get('/quote', {})).toEqual({ kind: 'MALFORMED', reason: 'What is [hidden]?' });
});

it('follows no redirection: the key would go with it', async () => {
  const { client, asked } = await answering(saying(302, '', { location: '/elsewhere' }));
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'MALFORMED' });
  expect(asked).toHaveLength(1);
});

it.each([
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['a date', { 'retry-after': 'Mon, 05 Jan 2026 15:00:09 GMT' }, 9_000],
  ['the second of its reset', { 'x-ratelimit-reset': String(Date.UTC(2026, 0, 5, 15, 0, 30) / 1_000) }, 30_000],
  ['nothing', {}, 60_000],
  ['a year', { 'retry-after': '31536000' }, DAY_MS],
])('asks nobody before the time that a refusal tells: %s', async (_told, headers, retryAfterMs) => {
  let refuses = true;
  const { client, clock, asked, metrics } = await answering((response, request) =>
    (refuses ? saying(429, 'slow down', headers) : saying(200, {}))(response, request),
  );
  expect(await client.get('/quote', {})).toEqual({ kind: 'RATE_LIMITED', retryAfterMs, reason: 'HTTP 429: slow down' });
  refuses = false;
  await clock.advance(retryAfterMs - 2_001);
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: 2_001 });
  expect(asked).toHaveLength(1);
  await clock.advance(2_001);
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'OK' });
  const { text } = await metrics.render();
  expect(text).toContain('marketgraph_market_provider_calls_total{provider="venue",outcome="RATE_LIMITED"} 1');
  expect(text).toContain('marketgraph_market_provider_calls_held_total{provider="venue",why="REFUSED"} 1');
});

it('pauses after an answer that says how little is left', async () => {
  const { client, clock, asked } = await answering(saying(200, {}), {
    classify: (_status, _headers, text) => ({ kind: 'OK', body: JSON.parse(text), pauseMs: 30_000 }),
  });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'OK' });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: 30_000 });
  await clock.advance(30_000);
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'OK' });
  expect(asked).toHaveLength(2);
});

it('does not repeat a call before the time that a server tells which is away', async () => {
  const { client, clock, asked } = await answering(saying(503, 'maintenance', { 'retry-after': '120' }));
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'UPSTREAM_DOWN', retryAfterMs: 120_000 });
  await clock.advance(60_000);
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: 60_000 });
  expect(asked).toHaveLength(1);
});

it('waits for a limit per second, and tells of a longer one when it ends', async () => {
  const clock = new ManualClock();
  const limits = [
    { calls: 1, perMs: SECOND_MS },
    { calls: 2, perMs: DAY_MS },
  ];
  const { client, asked } = await answering(saying(200, {}), { clock, budget: new MemoryBudget(limits, clock) });
  await client.get('/first', {});
  const second = client.get('/second', {});
  await expect.poll(() => clock.sleeping).toBe(1);
  expect(asked).toHaveLength(1);
  await clock.advance(SECOND_MS);
  expect(await second).toMatchObject({ kind: 'OK' });
  await clock.advance(SECOND_MS);
  expect(await client.get('/third', {})).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: DAY_MS - 2 * SECOND_MS });
  expect(asked).toHaveLength(2);
});

it('repeats a call that got no answer, and takes each time from the budget', async () => {
  let fails = 2;
  const clock = new ManualClock();
  const budget = new MemoryBudget([{ calls: 10, perMs: DAY_MS }], clock);
  const { client, asked } = await answering((response, request) => saying(fails-- > 0 ? 502 : 200, {})(response, request), {
    clock,
    budget,
  });
  expect(await client.get('/quote', {})).toEqual({ kind: 'OK', body: {} });
  expect(asked).toHaveLength(3);
  expect((await budget.left()).remaining).toBe(7);
});

it('repeats nothing that the budget has no call for', async () => {
  const clock = new ManualClock();
  const budget = new MemoryBudget([{ calls: 1, perMs: DAY_MS }], clock);
  const { client, asked } = await answering(saying(502, 'bad gateway'), { clock, budget });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: DAY_MS });
  expect(asked).toHaveLength(1);
});

it('leaves alone whoever does not answer five times in a row, then probes with one call', async () => {
  let isDown = true;
  const broken: Answer = (response, request) => (isDown ? request.socket.destroy() : saying(200, {})(response, request));
  const { client, clock, asked, metrics } = await answering(broken, { retries: 0 });
  for (let call = 0; call < 5; call++) expect(await client.get('/quote', {})).toMatchObject({ kind: 'UPSTREAM_DOWN' });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'UPSTREAM_DOWN', retryAfterMs: 30_000 });
  expect((await metrics.render()).text).toContain('marketgraph_market_provider_circuit{provider="venue"} 2');
  expect(asked).toHaveLength(5);

  await clock.advance(30_000);
  const probes = await Promise.all([client.get('/quote', {}), client.get('/quote', {})]);
  expect(probes.map((answer) => 'retryAfterMs' in answer)).toEqual([false, true]);
  expect(asked).toHaveLength(6);
  expect(await client.get('/quote', {})).toMatchObject({ retryAfterMs: 60_000 });

  isDown = false;
  await clock.advance(60_000);
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'OK' });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'OK' });
  expect((await metrics.render()).text).toContain('marketgraph_market_provider_circuit{provider="venue"} 0');
});

it.each<[string, Answer]>([
  ['says nothing', () => undefined],
  ['stops in the middle', (response) => response.writeHead(200, { 'content-length': '10' }).write('{')],
  ['drips', (response) => void setInterval(() => response.write(' '), 20).unref()],
])('gives up a server that %s', async (_how, answer) => {
  const { client } = await answering(answer, { timeoutMs: 150, retries: 0 });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'UPSTREAM_DOWN' });
});

it('reads no more of an answer than it has room for', async () => {
  const { client } = await answering(saying(200, JSON.stringify('x'.repeat(100_000))), { maxBodyBytes: 10_000 });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'MALFORMED' });
});

it('ends a call whose caller has lost interest, and does not count it against the provider', async () => {
  const { client, asked, written, metrics } = await answering(() => undefined);
  for (let call = 0; call < 6; call++) {
    const caller = new AbortController();
    const answer = client.get('/quote', {}, caller.signal);
    await expect.poll(() => asked.length).toBe(call + 1);
    caller.abort();
    expect(await answer).toMatchObject({ kind: 'UPSTREAM_DOWN' });
  }
  expect(written).toEqual([]);
  expect((await metrics.render()).text).toContain('marketgraph_market_provider_calls_total{provider="venue",outcome="GIVEN_UP"} 6');
});

it('calls nobody while its budget cannot be asked', async () => {
  const broken = () => Promise.reject(new Error('disk full'));
  const { client, asked, written } = await answering(saying(200, {}), { budget: { take: broken, hold: broken, left: broken } });
  expect(await client.get('/quote', {})).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: 5_000 });
  expect(asked).toEqual([]);
  expect(written.join()).toContain('disk full');
});

it('writes no secret, however the provider repeats it', async () => {
  const forms = [CANARY, encodeURIComponent(CANARY), 'canary+key%2f42%2b%25', CANARY.toUpperCase(), btoa(CANARY)];
  for (const [index, form] of forms.entries()) {
    const { client, written, metrics } = await answering(saying(400 + index * 20, `${'x'.repeat(280)}${form} is not a key`), {
      retries: 0,
    });
    const answer = await client.get('/quote', {});
    const all = [JSON.stringify(answer), ...written, (await metrics.render()).text].join('\n');
    expect(all).toContain('[hidden]');
    expect(all.toLowerCase()).not.toMatch(/canary|y2fuyxj5/);
  }
});
