import type { NewEvent, SourceChanged } from '@marketgraph/events';
import { MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pricesReceived, trade } from '../market-bench.ts';
import { type AskedMarket, iso, openAskedMarket, type Page, start } from './asked-market.ts';

/** Ten minutes in which both tell a trade every ten seconds: coinbase at 100 and more, kraken 3 s later at 200 and more. */
const told = { coinbase: 0, kraken: 3 * SECOND_MS };
type Source = keyof typeof told;
const times = Array.from({ length: 60 }, (_, index) => start + index * 10 * SECOND_MS);
const [failed, back] = [start + 190 * SECOND_MS + 1, start + 423 * SECOND_MS + 1];
let market: AskedMarket;

beforeAll(async () => {
  market = await openAskedMarket();
  await market.tell([change('coinbase', null, null)]);
  await market.tell([...prices('coinbase', 0, 20), ...prices('kraken', 0, 25, 'STANDBY')]);
  await market.tell([change('kraken', 'coinbase', failed), ...prices('coinbase', 20, 60, 'STANDBY'), ...prices('kraken', 25, 43)]);
  await market.tell([change('coinbase', 'kraken', back), ...prices('kraken', 43, 60, 'STANDBY')]);
  await vi.waitUntil(async () => (await ask<{ quote: { source: string } | null }>('quote { source }')).quote?.source === 'coinbase');
});
afterAll(() => market.close());

describe('a symbol whose sources replaced each other', () => {
  it('has the trades of each for its time, newest first, through all pages', async () => {
    expect(await pages(7)).toEqual(active().toReversed());
    expect(await pages(50)).toEqual(active().toReversed());
  });

  it('has them in any range of time', async () => {
    const [from, to] = [start + 3 * MINUTE_MS, start + 7 * MINUTE_MS + 10 * SECOND_MS];
    const within = active().filter(({ at }) => at >= from && at < to);
    expect(await pages(9, `from: "${iso(from)}", to: "${iso(to)}"`)).toEqual(within.toReversed());
  });

  it('counts what its pages show', async () => {
    const counted = await ask('tradeCount lastTradeAt');
    expect(counted).toEqual({ tradeCount: active().length, lastTradeAt: iso(active().at(-1)?.at ?? 0) });
  });

  it('has candles that neither double nor miss a trade', async () => {
    const { candles } = await ask<{ candles: Page<{ openTime: string; tradeCount: number; open: string; close: string }> }>(
      'candles { nodes { openTime tradeCount open close } }',
    );
    const byMinute = Map.groupBy(active(), ({ at }) => Math.floor(at / MINUTE_MS) * MINUTE_MS);
    expect(candles.nodes).toEqual(
      [...byMinute].map(([openTime, own]) => ({
        openTime: iso(openTime),
        tradeCount: own.length,
        open: own[0]?.price,
        close: own.at(-1)?.price,
      })),
    );
  });

  it('has them as columns, by the second, and from either end', async () => {
    const { candleSeries } = await ask<{ candleSeries: { tradeCount: number[] } }>('candleSeries(interval: FIVE_MINUTES) { tradeCount }');
    expect(candleSeries.tradeCount.reduce((sum, count) => sum + count, 0)).toBe(active().length);
    const seconds = active().map(({ at, price }) => ({ openTime: iso(at), close: price }));
    const nodes = async (page: string) =>
      (await ask<{ candles: Page<unknown> }>(`candles(interval: ONE_SECOND, ${page}) { nodes { openTime close } }`)).candles.nodes;
    expect(await nodes('first: 30')).toEqual(seconds.slice(0, 30));
    expect(await nodes('last: 30')).toEqual(seconds.slice(-30));
  });

  it('has statistics and indicators of all of it', async () => {
    const asked = await ask<{ statistics: { volume: string; tradeCount: number }; indicator: unknown[] }>(
      'statistics(window: "PT1H") { volume } indicator(kind: SMA, interval: ONE_MINUTE, period: 5, last: 5) { value }',
    );
    expect(Number(asked.statistics.volume)).toBe(active().length);
    expect(asked.indicator).toHaveLength(5);
  });

  it('goes on through pages that began before its source changed again', async () => {
    const first = await page(5, '');
    const last = start + 590 * SECOND_MS;
    await market.tell([change('kraken', 'coinbase', last + 1), ...prices('kraken', 60, 62)]);
    const rest = await pages(50, '', first.pageInfo.endCursor);
    expect([...first.nodes.map(plain), ...rest]).toEqual(active().toReversed());
    await vi.waitUntil(async () => (await ask<{ quote: { source: string } }>('quote { source }')).quote.source === 'kraken');
    // One of the three was told while kraken stood by.
    expect(await ask('quote { price } tradeCount')).toEqual({ quote: { price: '261' }, tradeCount: active().length + 3 });
  });
});

/** Walks through all that was told and takes what its source told while it was active. */
function active(): { at: number; price: string }[] {
  const sourceAt = (at: number): Source => (at >= failed && at < back ? 'kraken' : 'coinbase');
  return (Object.keys(told) as Source[])
    .flatMap((source) => times.map((time, index) => ({ source, at: time + told[source], price: priceOf(source, index) })))
    .filter(({ source, at }) => sourceAt(at) === source)
    .sort((a, b) => a.at - b.at)
    .map(({ at, price }) => ({ at, price }));
}

function priceOf(source: Source, index: number): string {
  return String((source === 'coinbase' ? 100 : 200) + index);
}

function prices(source: Source, from: number, to: number, mark?: 'STANDBY'): NewEvent<'PricesReceived'>[] {
  const trades = Array.from({ length: to - from }, (_, place) => {
    const index = from + place;
    return trade('BTC-USD', index + 1, start + index * 10 * SECOND_MS + told[source], priceOf(source, index));
  });
  const event = pricesReceived({ symbol: 'BTC-USD', source, provenance: 'LIVE', trades });
  return [mark ? { ...event, payload: { ...event.payload, mark } } : event];
}

function change(source: Source, previous: Source | null, from: number | null): NewEvent<'SourceChanged'> {
  const payload: SourceChanged = { symbol: 'BTC-USD', source, previous, from, sources: ['coinbase', 'kraken'], reason: 'test' };
  return { type: 'SourceChanged', key: 'BTC-USD', occurredAt: start, receivedAt: start, payload };
}

async function ask<T = unknown>(fields: string): Promise<T> {
  return (await market.ask<{ instrument: T }>(`{ instrument(symbol: "BTC-USD") { ${fields} } }`)).instrument;
}

type TradeNode = { occurredAt: string; price: string };

async function page(first: number, range: string, after: string | null = null): Promise<Page<TradeNode>> {
  const place = after === null ? '' : `, after: "${after}"`;
  const asked = await ask<{ trades: Page<TradeNode> }>(
    `trades(first: ${first}${place}${range ? `, ${range}` : ''}) { nodes { occurredAt price } pageInfo { hasNextPage endCursor } }`,
  );
  return asked.trades;
}

async function pages(first: number, range = '', from: string | null = null): Promise<{ at: number; price: string }[]> {
  const seen: { at: number; price: string }[] = [];
  for (let after = from; ; ) {
    const { nodes, pageInfo } = await page(first, range, after);
    seen.push(...nodes.map(plain));
    if (!pageInfo.hasNextPage) return seen;
    after = pageInfo.endCursor;
  }
}

function plain({ occurredAt, price }: TradeNode) {
  return { at: Date.parse(occurredAt), price };
}
