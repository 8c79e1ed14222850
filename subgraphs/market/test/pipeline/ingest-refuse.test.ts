import { type Logger, Metrics, silentLogger } from '@marketgraph/service';
import { DAY_MS } from '@marketgraph/vocabulary';
import { expect, it } from 'vitest';
import type { FeedDelivery, TradeCorrection } from '../../src/domain/price-feed.ts';
import { ImpossibleTimes } from '../../src/pipeline/ingest-refuse.ts';
import { FakePriceFeed, openIngestBench, START, stock, tradeOf } from '../ingest-bench.ts';

const NO_TIME = [Number.NaN, Number.POSITIVE_INFINITY, 1.5];
const AHEAD = START + DAY_MS;

function keptOf(provenance: FeedDelivery['provenance'], times: readonly number[]): number[] {
  const trades = times.map((at, index) => tradeOf('SPY', index, at));
  const delivery = { source: 'fake', provenance, receivedAt: START, trades, quotes: [], position: '1' } as const;
  const refusing = new ImpossibleTimes('fake', { logger: silentLogger, metrics: new Metrics() });
  return refusing.without(delivery).trades.map(({ occurredAt }) => occurredAt);
}

it.each(['LIVE', 'DELAYED'] as const)('of a %s feed only times since 1970 until a day from now are taken', (provenance) => {
  expect(keptOf(provenance, [-1, 0, START, AHEAD, AHEAD + 1, START * 1_000, ...NO_TIME])).toEqual([0, START, AHEAD]);
});

it('of a recording every time is taken that has a day', () => {
  const [first, last] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9998-12-31T23:59:59.999Z')];
  expect(keptOf('REPLAYED', [first - 1, first, -1, AHEAD + 1, last, last + 1, ...NO_TIME])).toEqual([first, -1, AHEAD + 1, last]);
});

it('what is refused is counted, and said once', () => {
  const warnings: unknown[] = [];
  const logger: Logger = { ...silentLogger, warn: (...told) => void warnings.push(told) };
  const metrics = new Metrics();
  const refusing = new ImpossibleTimes('fake', { logger, metrics });
  const told = (at: number): FeedDelivery => {
    const correction: TradeCorrection = { symbol: 'SPY', key: 2, tradeKey: 1, tradeAt: at, kind: 'CANCEL', price: null, size: null };
    const quotes = [{ symbol: 'SPY', key: 3, bid: '1', ask: '2', occurredAt: at }];
    const trades = [tradeOf('SPY', 1, at)];
    return { source: 'fake', provenance: 'LIVE', receivedAt: START, trades, quotes, corrections: [correction], position: '1' };
  };
  expect(refusing.without(told(START))).toEqual(told(START));
  for (let turn = 0; turn < 2; turn++) {
    expect(refusing.without(told(AHEAD + 1))).toEqual({ ...told(START), trades: [], quotes: [], corrections: [] });
  }
  expect(warnings).toEqual([[expect.any(String), { feed: 'fake', refused: 3 }]]);
  return expect(metrics.render()).resolves.toMatchObject({ text: expect.stringContaining('market_refused_total{feed="fake"} 6') });
});

it('a trade of the far future is passed over, and its feed goes on', async () => {
  const bench = openIngestBench();
  const deliveries = [
    [tradeOf('SPY', 1, START), tradeOf('SPY', 2, 8.64e15)],
    [tradeOf('SPY', 3, START * 1_000)],
    [tradeOf('SPY', 4, START)],
  ];
  const ingest = bench.ingest(new FakePriceFeed([stock('SPY')], deliveries));
  await ingest.start();
  await bench.reached('3');
  await ingest.stop();
  const prices = await bench.events('PricesReceived');
  expect(prices.flatMap(({ payload }) => payload.trades.key)).toEqual([1, 4]);
  expect(prices.at(-1)?.payload.quote.asOf).toBe(START);
});
