import { describe, expect, it } from 'vitest';
import { missedTrades } from '../../../src/providers/coinbase/missed-trades.ts';
import type { RestAnswer, RestClient } from '../../../src/providers/rest/rest-answer.ts';

interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const row = (id: number) => ({ trade_id: id, side: 'sell', size: '0.5', price: '100.25', time: '2026-01-05T15:00:00.123456Z' });
const signal = new AbortController().signal;

/** Coinbase as it pages: it knows `oldest` to `newest` and tells at most `most` at once. */
function pages(oldest: number, newest: number, most = 1_000): { rest: RestClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const get = async (path: string, query: Readonly<Record<string, string>>): Promise<RestAnswer> => {
    asked.push({ path, query });
    const top = Math.min(Number(query['after']) - 1, newest);
    const count = Math.max(Math.min(Number(query['limit']), most, top - oldest + 1), 0);
    return { kind: 'OK', body: Array.from({ length: count }, (_, index) => row(top - index)) };
  };
  return { rest: { get }, asked };
}

const ask = (rest: RestClient, first: number, last: number) =>
  missedTrades(rest, { symbol: 'BTC-USD', product: 'BTC-USD' }, { first, last, since: 0 }, signal);
const keysOf = ({ trades }: { trades: readonly { key: number }[] }) => trades.map(({ key }) => key).sort((a, b) => a - b);

describe('trades that Coinbase is asked for', () => {
  it('are told with the side of the taker, as the stream does', async () => {
    const { rest, asked } = pages(1, 100);
    const found = await ask(rest, 50, 50);
    const expected = { symbol: 'BTC-USD', key: 50, price: '100.25', size: '0.5', side: 'BUY', conditions: null };
    expect(found).toEqual({ trades: [{ ...expected, occurredAt: Date.parse('2026-01-05T15:00:00.123Z') }], lostBelow: null });
    expect(asked).toEqual([{ path: '/products/BTC-USD/trades', query: { after: '51', limit: '1' } }]);
  });

  it('are read page by page, however few a page holds', async () => {
    const { rest, asked } = pages(1, 1_000, 10);
    expect(keysOf(await ask(rest, 100, 129))).toEqual(Array.from({ length: 30 }, (_, index) => 100 + index));
    expect(asked.map(({ query }) => query['after'])).toEqual(['130', '120', '110']);
  });

  it('are gone below the oldest that it still tells', async () => {
    const found = await ask(pages(60, 100).rest, 50, 70);
    expect([found.lostBelow, keysOf(found)[0]]).toEqual([60, 60]);
  });

  it('are not gone where REST knows the newest ones only later', async () => {
    const found = await ask(pages(1, 60).rest, 55, 70);
    expect([found.lostBelow, keysOf(found)]).toEqual([null, [55, 56, 57, 58, 59, 60]]);
    expect(await ask(pages(1, 60).rest, 65, 70)).toEqual({ trades: [], lostBelow: null });
    expect(await ask(pages(1, 0).rest, 65, 70)).toEqual({ trades: [], lostBelow: null });
  });

  it('are told without those that cannot be read', async () => {
    const body = [row(53), { ...row(52), price: '1e-8' }, { ...row(51), side: null }, row(50)];
    const found = await ask({ get: async () => ({ kind: 'OK', body }) }, 50, 53);
    expect([keysOf(found), found.lostBelow]).toEqual([[50, 53], null]);
  });

  it('are not told by an answer that is none', async () => {
    const answer = (given: RestAnswer) => ask({ get: async () => given }, 1, 2);
    await expect(answer({ kind: 'OK', body: [{ ...row(1), trade_id: 'x' }] })).rejects.toMatchObject({ mayLater: true });
    await expect(answer({ kind: 'RATE_LIMITED', retryAfterMs: 7, reason: 'slow down' })).rejects.toMatchObject({
      mayLater: true,
      retryAfterMs: 7,
    });
    await expect(answer({ kind: 'BAD_REQUEST', reason: 'no such product' })).rejects.toMatchObject({ mayLater: false });
  });
});
