import type { Log } from '@marketgraph/bus';
import type { MarketgraphEvent } from '@marketgraph/events';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { HistoryChunk, PriceFeed, Trade } from '../../src/domain/price-feed.ts';
import { QuoteFold } from '../../src/domain/quote-fold.ts';
import { ingestPrices } from '../../src/pipeline/ingest.ts';
import { FakePriceFeed, openIngestBench, START, stock, tradeOf } from '../ingest-bench.ts';

const spy = stock('SPY');
const ibm = stock('IBM');
/** Ten deliveries of three trades. */
const tape = Array.from({ length: 10 }, (_, index) => [
  tradeOf('SPY', index * 3 + 1, START + index * 1_000, `${10 + (index % 4)}.50`, '2'),
  tradeOf('IBM', index * 3 + 2, START + index * 1_000 + 5, `${180 + index}.25`, '7'),
  tradeOf('SPY', index * 3 + 3, START + index * 1_000 + 9, `${11 + (index % 3)}.00`, '1'),
]);
const keysOf = (events: readonly MarketgraphEvent<'PricesReceived'>[], symbol: string) =>
  events.filter((event) => event.key === symbol).flatMap((event) => event.payload.trades.key);
const keys = (symbol: string, trades: readonly Trade[] = tape.flat()) =>
  trades.filter((one) => one.symbol === symbol).map(({ key }) => key);

describe('ingest', () => {
  it('announces its instruments and tells each delivery as one event per symbol, with the quote it led to', async () => {
    const bench = openIngestBench();
    const ingest = bench.ingest(oneByOne(new FakePriceFeed([spy, ibm], tape), bench.log));
    await ingest.start();
    await bench.reached('10');
    await ingest.stop();
    expect((await bench.events('InstrumentListed')).map(({ key }) => key).toSorted()).toEqual(['IBM', 'SPY']);
    expect(bench.record.instruments).toEqual([spy, ibm]);
    const prices = await bench.events('PricesReceived');
    expect(prices).toHaveLength(20);
    expect(keysOf(prices, 'SPY')).toEqual(keys('SPY'));
    const second = prices.filter(({ key }) => key === 'SPY')[1];
    expect(second).toMatchObject({
      occurredAt: START + 1_009,
      receivedAt: START,
      payload: {
        source: 'fake',
        provenance: 'LIVE',
        quote: { price: '12.00', open: '10.50', high: '12.00', low: '10.50', volume: '6', asOf: START + 1_009 },
      },
    });
    expect(second?.payload.trades).toEqual({
      key: [4, 6],
      price: ['11.50', '12.00'],
      size: ['2', '1'],
      side: [null, null],
      occurredAt: [START + 1_000, START + 1_009],
      conditions: [null, null],
    });
  });

  it('carries at most 500 trades in an event, and passes over what the feed does not list', async () => {
    const bench = openIngestBench();
    const burst = Array.from({ length: 1_200 }, (_, index) => tradeOf('SPY', index + 1, START + index));
    const ingest = bench.ingest(new FakePriceFeed([spy], [[...burst, tradeOf('NOPE', 1, START)]]));
    await ingest.start();
    await bench.reached('1');
    await ingest.stop();
    const prices = await bench.events('PricesReceived');
    expect(prices.map(({ payload }) => payload.trades.key.length)).toEqual([500, 500, 200]);
    expect(prices.map(({ payload }) => payload.quote.volume)).toEqual(['500', '1000', '1200']);
  });

  it('goes on after a stop at any point without a hole or a repeat, and with the quotes as if there had been none', async () => {
    for (let cut = 0; cut <= tape.length; cut++) {
      const bench = openIngestBench();
      const before = bench.ingest(new FakePriceFeed([spy, ibm], tape.slice(0, cut)));
      await before.start();
      if (cut > 0) await bench.reached(String(cut));
      await before.stop();
      const feed = new FakePriceFeed([spy, ibm], tape);
      const after = bench.ingest(feed);
      await after.start();
      await bench.reached('10');
      await after.stop();
      expect(feed.opened).toEqual([cut === 0 ? null : String(cut)]);
      const prices = await bench.events('PricesReceived');
      expect([keysOf(prices, 'SPY'), keysOf(prices, 'IBM')]).toEqual([keys('SPY'), keys('IBM')]);
      const fold = new QuoteFold(spy);
      for (const trade of tape.flat().filter(({ symbol }) => symbol === 'SPY')) fold.addTrade(trade);
      expect(prices.findLast(({ key }) => key === 'SPY')?.payload.quote).toEqual(fold.quote());
    }
  });

  it('tells what arrives while an append is under way as one event per symbol, and sets the position of the last of it', async () => {
    const bench = openIngestBench();
    const gate = Promise.withResolvers<void>();
    const steps: (string | undefined)[] = [];
    const append: Log['append'] = async (events, step) => {
      if (step) steps.push(step.next);
      if (step?.next === '1') await gate.promise;
      return bench.log.append(events, step);
    };
    const feed = new FakePriceFeed([spy, ibm], tape);
    const ingest = bench.ingest(feed, { ...bound(bench.log), append });
    await ingest.start();
    while (feed.read < 10) await bench.clock.advance(1);
    gate.resolve();
    await bench.reached('10');
    await ingest.stop();
    expect(steps).toEqual(['1', '10']);
    const prices = await bench.events('PricesReceived');
    expect(prices.filter(({ key }) => key === 'SPY').map(({ payload }) => payload.trades.key.length)).toEqual([2, 18]);
    expect(keysOf(prices, 'SPY')).toEqual(keys('SPY'));
    expect(keysOf(prices, 'IBM')).toEqual(keys('IBM'));
  });

  it('never tells two sources or provenances as one', async () => {
    const bench = openIngestBench();
    const inner = new FakePriceFeed([spy, ibm], tape);
    const mixed: PriceFeed = {
      name: 'fake',
      instruments: inner.instruments,
      async *open(position, signal) {
        for await (const delivery of inner.open(position, signal)) {
          yield { ...delivery, source: Number(delivery.position) % 5 < 2 ? 'fake' : 'other' };
        }
      },
    };
    const away = failing(bench.log, (attempt) => attempt < 3);
    const ingest = bench.ingest(mixed, away.log);
    await ingest.start();
    await bench.reached('10');
    await ingest.stop();
    const prices = (await bench.events('PricesReceived')).filter(({ key }) => key === 'SPY');
    const told = prices.map(({ payload }) => [payload.source, payload.trades.key.length]);
    expect(told.slice(1)).toEqual([
      ['other', 6],
      ['fake', 4],
      ['other', 6],
      ['fake', 2],
    ]);
    expect(keysOf(prices, 'SPY')).toEqual(keys('SPY'));
  });

  it('waits the longer after an append the more entries it had, and not at all after a few', async () => {
    const bench = openIngestBench();
    const many = Array.from({ length: 400 }, (_, index) => stock(`S${index}`));
    const wide = many.map(({ symbol }, index) => tradeOf(symbol, index + 1, START));
    const at: number[] = [];
    const append: Log['append'] = (events, step) => {
      if (step) at.push(bench.clock.now() - START);
      return bench.log.append(events, step);
    };
    const feed = oneByOne(new FakePriceFeed(many, [wide.slice(0, 9), wide.slice(9), wide.slice(0, 100), wide]), bench.log);
    const ingest = bench.ingest(feed, { ...bound(bench.log), append });
    await ingest.start();
    for (let turn = 0; turn < 300; turn++) await bench.clock.advance(turn % 5 === 4 ? 1 : 0);
    expect(at).toEqual([0, 0, 39, 49]);
    await ingest.stop();
  });

  it('asks the feed for no more than a bounded number of prices while the log is away, and says so', async () => {
    const bench = openIngestBench();
    const away = failing(bench.log, (attempt) => attempt < 8);
    const long = Array.from({ length: 100 }, (_, index) => {
      const first = index * 1_000 + 1;
      return Array.from({ length: 1_000 }, (_trade, within) => tradeOf('SPY', first + within, START + first + within));
    });
    const feed = new FakePriceFeed([spy, ibm], long);
    const ingest = bench.ingest(feed, away.log);
    await ingest.start();
    while (away.attempts() < 4) await bench.clock.advance(50);
    expect(feed.read).toBeLessThanOrEqual(12);
    expect(ingest.health()).toMatchObject({ healthy: false, detail: 'The log is away.' });
    await bench.reached('100');
    expect(ingest.health().healthy).toBe(true);
    await ingest.stop();
    expect(keysOf(await bench.events('PricesReceived'), 'SPY')).toEqual(keys('SPY', long.flat()));
  });

  it('appends what it has read before it stops, and before it opens a feed anew that failed', async () => {
    const bench = openIngestBench();
    const inner = new FakePriceFeed([spy, ibm], tape);
    let faults = 1;
    const breaking: PriceFeed = {
      name: 'fake',
      instruments: inner.instruments,
      async *open(position, signal) {
        for await (const delivery of inner.open(position, signal)) {
          yield delivery;
          if (delivery.position === '6' && faults-- > 0) throw new Error('The venue hung up.');
        }
      },
    };
    const ingest = bench.ingest(breaking);
    await ingest.start();
    await bench.reached('10');
    await ingest.stop();
    expect(inner.opened).toEqual([null, '6']);
    expect(keysOf(await bench.events('PricesReceived'), 'SPY')).toEqual(keys('SPY'));
  });

  it('appends nothing twice when the log took a step and its answer was lost', async () => {
    const bench = openIngestBench();
    const away = failing(bench.log, (attempt) => attempt % 2 === 0, 'after');
    const feed = new FakePriceFeed([spy, ibm], tape);
    const ingest = bench.ingest(feed, away.log);
    await ingest.start();
    await bench.reached('10');
    await ingest.stop();
    expect(feed.opened).toEqual([null]);
    expect(keysOf(await bench.events('PricesReceived'), 'SPY')).toEqual(keys('SPY'));
  });

  it('opens the feed anew where the log says that it stands, when its step is refused', async () => {
    const bench = openIngestBench();
    const feed = new FakePriceFeed([spy, ibm], tape);
    const ingest = bench.ingest(feed, {
      ...bound(bench.log),
      append: async (events, step) => {
        // Somebody else is three deliveries ahead when this one comes with its second.
        if (step?.expected === '1') await bench.log.append([], { feed: 'fake', expected: '1', next: '4' });
        return bench.log.append(events, step);
      },
    });
    await ingest.start();
    await bench.reached('10');
    await ingest.stop();
    expect(feed.opened).toEqual([null, '4']);
    expect(keysOf(await bench.events('PricesReceived'), 'SPY')).toEqual([1, 3, ...keys('SPY', tape.slice(4).flat())]);
  });

  it('stands by while another process leads, and takes over when that one stops', async () => {
    const bench = openIngestBench();
    const [first, second] = [new FakePriceFeed([spy, ibm], tape.slice(0, 4)), new FakePriceFeed([spy, ibm], tape)];
    const [leader, standby] = [bench.ingest(first), bench.ingest(second)];
    await leader.start();
    await bench.reached('4');
    const starting = standby.start();
    await bench.clock.advance(1_000);
    await starting;
    expect(standby.health()).toEqual({ healthy: true, detail: 'Another process leads.' });
    expect(second.read).toBe(0);
    await leader.stop();
    await bench.reached('10');
    await standby.stop();
    expect(second.opened).toEqual(['4']);
    expect(keysOf(await bench.events('PricesReceived'), 'SPY')).toEqual(keys('SPY'));
  });

  it('goes on when its lease is lost, until another process leads', async () => {
    const bench = openIngestBench();
    const gate = Promise.withResolvers<void>();
    const first = new FakePriceFeed([spy, ibm], tape.slice(0, 9));
    const slow: PriceFeed = {
      name: 'fake',
      instruments: first.instruments,
      async *open(position, signal) {
        for await (const delivery of first.open(position, signal)) {
          if (delivery.position === '8') await gate.promise;
          yield delivery;
        }
      },
    };
    const leader = bench.ingest(slow);
    await leader.start();
    bench.leadership.lose('fake');
    await bench.reached('7');
    const second = bench.ingest(new FakePriceFeed([spy, ibm], tape));
    await second.start();
    await bench.reached('10');
    gate.resolve();
    for (let turn = 0; turn < 20; turn++) await bench.clock.advance(50);
    expect(leader.health().detail).toBe('Another process leads.');
    await Promise.all([leader.stop(), second.stop()]);
    expect(keysOf(await bench.events('PricesReceived'), 'SPY')).toEqual(keys('SPY'));
  });
});

describe('the state of a feed', () => {
  const states = async (bench: ReturnType<typeof openIngestBench>) =>
    (await bench.events('FeedChanged')).map(({ payload }) => [payload.state, payload.detail]);

  it('is told when it changes and every ten seconds', async () => {
    const bench = openIngestBench();
    const ingest = bench.ingest(new FakePriceFeed([spy, ibm], tape));
    await ingest.start();
    await bench.reached('10');
    expect(await states(bench)).toEqual(
      [
        ['CONNECTING', null],
        ['LIVE', null],
      ].slice(-1),
    );
    await bench.clock.advance(11_000);
    expect((await states(bench)).at(-1)).toEqual(['QUIET', 'No price for 10 s.']);
    const told = (await states(bench)).length;
    await bench.clock.advance(21_000);
    expect((await states(bench)).length).toBe(told + 2);
    await ingest.stop();
    expect((await bench.events('FeedChanged'))[0]).toMatchObject({
      key: 'fake',
      payload: { name: 'fake', kind: 'MARKET', instrumentCount: 2 },
    });
  });

  it('is quiet and finished when the feed has ended', async () => {
    const bench = openIngestBench();
    const ingest = bench.ingest(new FakePriceFeed([spy, ibm], tape, true));
    await ingest.start();
    await bench.reached('10');
    await bench.clock.advance(1_000);
    expect((await states(bench)).at(-1)).toEqual(['QUIET', 'finished']);
    expect(ingest.health()).toEqual({ healthy: true, detail: 'finished' });
    await ingest.stop();
  });

  it('is down while the feed cannot be read, and live again afterwards', async () => {
    const bench = openIngestBench();
    const inner = new FakePriceFeed([spy, ibm], tape);
    let faults = 3;
    const broken: PriceFeed = {
      name: 'fake',
      instruments: inner.instruments,
      open(position, signal) {
        if (faults-- > 0) throw new Error('No route to the venue.');
        return inner.open(position, signal);
      },
    };
    const ingest = ingestPrices(async () => ({ feeds: [broken] }), bench);
    await ingest.start();
    expect(ingest.health()).toEqual({ healthy: false, detail: 'feed fake: No route to the venue.' });
    await bench.reached('10');
    expect(ingest.health().healthy).toBe(true);
    await ingest.stop();
  });
});

describe('a feed that hangs while it connects', () => {
  it('is not healthy after fifteen seconds, and is opened anew', async () => {
    const bench = openIngestBench();
    const inner = new FakePriceFeed([spy, ibm], tape);
    let mute = 2;
    const hanging: PriceFeed = {
      name: 'fake',
      instruments: inner.instruments,
      // It does not even hear that it is to end.
      open: (position, signal) => (mute-- > 0 ? never() : inner.open(position, signal)),
    };
    const ingest = bench.ingest(hanging);
    await ingest.start();
    await bench.clock.advance(15_000);
    expect(ingest.health()).toEqual({ healthy: false, detail: 'Not a word within 15 s of connecting.' });
    await bench.reached('10');
    expect(ingest.health().healthy).toBe(true);
    await ingest.stop();
  });

  it('is healthy when it has said that it is connected, however quiet its market is', async () => {
    const bench = openIngestBench();
    const quiet: PriceFeed = {
      name: 'fake',
      instruments: [spy],
      async *open(_position, signal) {
        yield { source: 'fake', provenance: 'LIVE', receivedAt: START, trades: [], quotes: [], position: '0' };
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    };
    const ingest = bench.ingest(quiet);
    await ingest.start();
    await bench.clock.advance(60_000);
    expect(ingest.health()).toEqual({ healthy: true, detail: 'Connected; no price yet.' });
    expect(await bench.log.feedPosition('fake')).toBe(null);
    await ingest.stop();
  });
});

describe('the first start of a feed with a history', () => {
  const day = (openTime: number, close: string): Candle => candleOf('ONE_DAY', openTime, openTime + 86_400_000, close);
  const candleOf = (interval: Candle['interval'], openTime: number, closeTime: number, close: string): Candle => ({
    interval,
    basis: 'LAST',
    openTime,
    closeTime,
    open: '9.00',
    high: '14.00',
    low: '8.00',
    close,
    volume: '100',
    tradeCount: 3,
  });
  const midnight = Date.parse('2026-11-20T05:00:00Z');
  const candles = [
    day(midnight - 86_400_000, '9.50'),
    day(midnight, '10.00'),
    candleOf('ONE_HOUR', START - 3_600_000, START, '10.00'),
    candleOf('ONE_MINUTE', START - 120_000, START - 60_000, '9.75'),
    candleOf('ONE_MINUTE', START - 60_000, START, '10.00'),
  ];
  class FeedWithHistory extends FakePriceFeed {
    async *history(): AsyncGenerator<HistoryChunk> {
      yield { symbol: 'SPY', source: 'fake', until: START, candles };
    }
  }

  it('saves it and tells the newest closes, once', async () => {
    const bench = openIngestBench();
    for (let start = 0; start < 2; start++) {
      const ingest = bench.ingest(new FeedWithHistory([spy], tape));
      await ingest.start();
      await bench.reached('10');
      await ingest.stop();
    }
    expect(bench.record.histories).toEqual(['fake']);
    expect((await bench.events('CandlesBackfilled')).map(({ payload }) => payload)).toEqual([
      { symbol: 'SPY', interval: 'ONE_MINUTE', openTime: [START - 120_000, START - 60_000], close: ['9.75', '10.00'] },
      { symbol: 'SPY', interval: 'ONE_HOUR', openTime: [START - 3_600_000], close: ['10.00'] },
    ]);
  });

  it('goes on with the trading day and the previous close that the history tells', async () => {
    const bench = openIngestBench();
    const ingest = bench.ingest(new FeedWithHistory([spy], [[tradeOf('SPY', 1, START, '10.25', '5')]]));
    await ingest.start();
    await bench.reached('1');
    await ingest.stop();
    expect((await bench.events('PricesReceived'))[0]?.payload.quote).toMatchObject({
      price: '10.25',
      open: '9.00',
      high: '14.00',
      low: '8.00',
      volume: '205',
      previousClose: '9.50',
      change: '0.75',
    });
  });
});

/** Gives the next delivery only once the log has taken the one before. */
function oneByOne(feed: FakePriceFeed, log: Log): PriceFeed {
  return {
    name: feed.name,
    instruments: feed.instruments,
    async *open(position, signal) {
      for await (const delivery of feed.open(position, signal)) {
        yield delivery;
        while ((await log.feedPosition(feed.name)) !== delivery.position) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function* never(): AsyncGenerator<never> {
  await new Promise(() => undefined);
}

/** A log whose appends with a step fail while `isAway` says so, before or after they were taken. */
function failing(log: Log, isAway: (attempt: number) => boolean, when: 'before' | 'after' = 'before') {
  let attempt = 0;
  const append: Log['append'] = async (events, step) => {
    if (!step) return log.append(events);
    const fails = isAway(attempt++);
    if (!fails || when === 'after') {
      const result = await log.append(events, step);
      if (!fails) return result;
    }
    throw new Error('The log is away.');
  };
  return { log: { ...bound(log), append }, attempts: () => attempt };
}

function bound(log: Log): Log {
  return {
    partitions: log.partitions,
    append: log.append.bind(log),
    appendIn: log.appendIn.bind(log),
    feedPosition: log.feedPosition.bind(log),
    tail: log.tail.bind(log),
    locate: log.locate.bind(log),
    consume: log.consume.bind(log),
    head: log.head.bind(log),
    oldest: log.oldest.bind(log),
    committed: log.committed.bind(log),
    trim: log.trim.bind(log),
    deadLetters: log.deadLetters.bind(log),
    replay: log.replay.bind(log),
    retireGroups: log.retireGroups.bind(log),
    health: log.health.bind(log),
    close: log.close.bind(log),
  };
}
