import { expect, it } from 'vitest';
import { classifyBinance } from '../../../src/providers/binance/classify.ts';
import { missedTrades } from '../../../src/providers/binance/missed-trades.ts';
import type { RestAnswer } from '../../../src/providers/rest/rest-answer.ts';
import { scriptedRest } from '../scripted-rest.ts';

const signal = new AbortController().signal;
const row = (id: number) => ({
  id,
  price: '4.00000100',
  qty: '12.00000000',
  quoteQty: '48.0',
  time: 1_499_865_549_590,
  isBuyerMaker: true,
});
const rows = (first: number, last: number): RestAnswer => ({
  kind: 'OK',
  body: Array.from({ length: last - first + 1 }, (_, at) => row(first + at)),
});

function asking(answers: Readonly<Record<string, RestAnswer>>) {
  const scripted = scriptedRest((path) => answers[path.split('/').at(-1) ?? ''] ?? { kind: 'BAD_REQUEST', reason: 'HTTP 404' });
  const missing = (first: number, last: number) => ({ symbol: 'BTC-USDT', missing: { first, last, since: 0 } });
  return { ...scripted, ask: (first: number, last: number) => missedTrades(scripted.rest, missing(first, last), signal) };
}

it('trades that were missed are asked for by their ids, and told one by one', async () => {
  const { ask, asked } = asking({ historicalTrades: rows(7, 12) });
  const { trades, lostBelow } = await ask(7, 9);
  expect(asked).toEqual(['/api/v3/historicalTrades?symbol=BTCUSDT&limit=1000&fromId=7']);
  expect([trades.map(({ key }) => key), lostBelow]).toEqual([[7, 8, 9], null]);
  expect(trades[0]).toEqual({
    symbol: 'BTC-USDT',
    key: 7,
    price: '4.00000100',
    size: '12.00000000',
    side: 'SELL',
    occurredAt: 1_499_865_549_590,
    conditions: null,
  });
});

it('where the past wants a key, the newest are asked for, and what was before them is lost', async () => {
  const withheld: RestAnswer = { kind: 'UNAUTHORISED', reason: 'HTTP 401 -2014: API-key format invalid.' };
  expect(await asking({ historicalTrades: withheld, trades: rows(8, 20) }).ask(5, 9)).toMatchObject({
    trades: [{ key: 8 }, { key: 9 }],
    lostBelow: 8,
  });
  expect(await asking({ historicalTrades: withheld, trades: rows(30, 40) }).ask(5, 9)).toEqual({ trades: [], lostBelow: 10, toldTo: 9 });
  expect(await asking({ trades: rows(4, 20) }).ask(5, 9)).toMatchObject({ lostBelow: null });
});

it('trades are never made of aggregates', async () => {
  const { ask, asked } = asking({ historicalTrades: { kind: 'UNAUTHORISED', reason: 'a key' }, trades: rows(30, 40) });
  await ask(5, 9);
  expect(asked.join()).not.toContain('aggTrades');
});

it('what REST does not tell yet is not lost', async () => {
  expect(await asking({ historicalTrades: { kind: 'OK', body: [] } }).ask(5, 9)).toEqual({ trades: [], lostBelow: null, toldTo: 4 });
});

it.each([{}, 'x', [{ ...row(7), qty: '-1' }], [{ ...row(7), time: 1e300 }], [{ ...row(7), id: 2 ** 53 }], [{ ...row(7), price: 4 }], [7]])(
  'a page that cannot be read is no answer: %j',
  async (body) => {
    await expect(asking({ historicalTrades: { kind: 'OK', body } }).ask(7, 7)).rejects.toMatchObject({
      name: 'NotAnswered',
      mayLater: true,
    });
  },
);

it('a refusal is told with the time to come back', async () => {
  const limited: RestAnswer = { kind: 'RATE_LIMITED', retryAfterMs: 30_000, reason: 'HTTP 429' };
  await expect(asking({ historicalTrades: limited }).ask(7, 7)).rejects.toMatchObject({ mayLater: true, retryAfterMs: 30_000 });
});

it.each([
  [429, '{"code":-1003,"msg":"Too much request weight used"}', 'RATE_LIMITED'],
  [418, '{"code":-1003,"msg":"Way too much request weight used; IP banned"}', 'RATE_LIMITED'],
  [403, '<html>forbidden</html>', 'RATE_LIMITED'],
  [451, '{"code":0,"msg":"Service unavailable from a restricted location"}', 'NOT_ENTITLED'],
  [400, '{"code":-1121,"msg":"Invalid symbol."}', 'BAD_REQUEST'],
  [401, '{"code":-2014,"msg":"API-key format invalid."}', 'UNAUTHORISED'],
  [400, '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}', 'UNAUTHORISED'],
  [400, '{"code":-1008,"msg":"Server is currently overloaded"}', 'UPSTREAM_DOWN'],
  [502, 'bad gateway', 'UPSTREAM_DOWN'],
  [200, '[]', 'OK'],
  [200, 'x', 'MALFORMED'],
])('an answer of HTTP %i with %s is %s', (status, text, kind) => {
  expect(classifyBinance(status, {}, text).kind).toBe(kind);
});

it('where the weight of the minute is nearly used, by whomever behind the same address, nobody asks until it is over', () => {
  const at = (used: string) => classifyBinance(200, { 'x-mbx-used-weight-1m': used }, '[]');
  expect(at('5499')).toEqual({ kind: 'OK', body: [] });
  expect(at('5500')).toEqual({ kind: 'OK', body: [], pauseMs: 60_000 });
});
