import { expect, it } from 'vitest';
import type { Instrument } from '../../src/domain/instrument.ts';
import { ingestPrices } from '../../src/pipeline/ingest.ts';
import { openIngestBench, START, stock, tradeOf } from '../ingest-bench.ts';
import { ScriptedFeed } from '../scripted-feed.ts';

class TrackingFeed extends ScriptedFeed {
  override readonly instruments: Instrument[];
  constructor(
    listed: readonly string[],
    private readonly takes: (symbol: string) => boolean,
  ) {
    super([]);
    this.instruments = listed.map(stock);
  }
  track(instrument: Instrument): boolean {
    if (this.takes(instrument.symbol)) this.instruments.push(instrument);
    return this.takes(instrument.symbol);
  }
}

const symbolsOf = (feed: TrackingFeed) => feed.instruments.map(({ symbol }) => symbol);

it('a feed that cannot run says so, and why, every ten seconds', async () => {
  const bench = openIngestBench();
  const disabled = [{ name: 'finnhub', reason: 'FINNHUB_API_KEY is not set.', instrumentCount: 3 }];
  const ingest = ingestPrices(async () => ({ feeds: [], disabled }), bench);
  await ingest.start();
  await bench.clock.advance(25_000);
  const told = (await bench.events('FeedChanged')).map(({ payload }) => payload);
  expect(told.length).toBe(3);
  expect(told.at(-1)).toMatchObject({ name: 'finnhub', state: 'DISABLED', detail: 'FINNHUB_API_KEY is not set.', instrumentCount: 3 });
  expect(ingest.health()).toEqual({ healthy: true });
  await ingest.stop();
});

it('an instrument that is asked for is followed by the first feed that can, from then on and after a restart', async () => {
  const bench = openIngestBench();
  const asked: Instrument[] = [stock('IBM')];
  const feeds = [new TrackingFeed(['SPY'], () => false), new TrackingFeed([], () => true), new TrackingFeed([], () => true)];
  const [, second] = feeds;
  const ingest = ingestPrices(async () => ({ feeds: feeds.map((feed, index) => named(feed, `f${index}`)) }), {
    ...bench,
    tracked: async () => asked,
  });
  await ingest.start();
  expect(feeds.map(symbolsOf)).toEqual([['SPY'], ['IBM'], []]);
  await bench.clock.advance(0);
  asked.push(stock('AAPL'), stock('SPY'));
  await bench.log.append([{ type: 'InstrumentTracked', key: 'AAPL', occurredAt: START, receivedAt: START, payload: { symbol: 'AAPL' } }]);
  await bench.clock.advance(1_000);
  expect(feeds.map(symbolsOf)).toEqual([['SPY'], ['IBM', 'AAPL'], []]);
  second?.tell({ trades: [tradeOf('AAPL', 1, START)] });
  await bench.clock.advance(1_000);
  expect((await bench.events('PricesReceived')).map(({ payload }) => payload.symbol)).toEqual(['AAPL']);
  expect((await bench.events('FeedChanged')).findLast(({ key }) => key === 'f1')?.payload.instrumentCount).toBe(2);
  await ingest.stop();
});

function named(feed: TrackingFeed, name: string): TrackingFeed {
  return Object.assign(feed, { name });
}
