import { expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { QuoteBook } from '../../src/domain/quote-book.ts';
import { QuoteFold } from '../../src/domain/quote-fold.ts';
import { deliveryEvents } from '../../src/pipeline/ingest-events.ts';
import { restoreQuotes } from '../../src/pipeline/ingest-restore.ts';
import { FakePriceFeed, openIngestBench, START, stock, tradeOf } from '../ingest-bench.ts';

const pair: Instrument = { ...stock('BTC-USD'), assetClass: 'CRYPTO', exchange: null };
const tape = Array.from({ length: 20 }, (_, index) =>
  tradeOf('BTC-USD', index + 1, START + index * 1_000, `${100 + (index % 7)}.5`, '1.25'),
);

function minuteOf(trades: readonly { price: string }[], volume: string): Candle {
  const prices = trades.map(({ price }) => price);
  const [open = '0', close = '0'] = [prices[0], prices.at(-1)];
  const [low = '0', high = '0'] = [prices.toSorted()[0], prices.toSorted().at(-1)];
  const times = { openTime: START, closeTime: START + 60_000 };
  return { interval: 'ONE_MINUTE', basis: 'LAST', ...times, open, high, low, close, volume, tradeCount: trades.length };
}

/** The log holds all deliveries, the record those up to `recorded`, and the recorder's place tells of none of them. */
async function interrupted(recorded: number) {
  const bench = openIngestBench();
  const ingest = bench.ingest(
    new FakePriceFeed(
      [pair],
      tape.map((trade) => [trade]),
    ),
  );
  await ingest.start();
  await bench.reached('20');
  await ingest.stop();
  const fold = new QuoteFold(pair);
  for (const trade of tape) fold.addTrade(trade);
  const told = await bench.events('PricesReceived');
  const entry = told.findLast(({ payload }) => (payload.trades.key[0] ?? 0) <= recorded);
  const count = tape.findIndex(({ occurredAt }) => occurredAt === entry?.occurredAt) + 1;
  const record = (trades: number) => {
    const quote = told.find(({ occurredAt }) => occurredAt === tape[trades - 1]?.occurredAt)?.payload.quote;
    if (!quote) throw new Error(`No entry ends with trade ${trades}.`);
    // As Postgres writes numerics of different scales.
    bench.record.quotes = [{ symbol: 'BTC-USD', source: 'fake', provenance: 'LIVE', quote: { ...quote, volume: `${quote.volume}00` } }];
    bench.record.candles = [minuteOf(tape.slice(0, trades), (trades * 1.25).toFixed(2))];
  };
  return { bench, record, count, expected: fold.quote() };
}

it('a restart counts no batch twice that the recorder has committed and not yet acknowledged', async () => {
  for (const recorded of [1, 20]) {
    const { bench, record, count, expected } = await interrupted(recorded);
    record(count);
    const feed = new FakePriceFeed([pair], []);
    const book = await restoreQuotes(feed, {
      log: bench.log,
      clock: bench.clock,
      history: bench.record,
      signal: AbortSignal.timeout(5_000),
    });
    expect(book.of({ symbol: 'BTC-USD', source: 'fake' })?.quote()).toEqual(expected);
  }
});

it('a restart reads quote and minutes of one moment, however fast the recorder goes on', async () => {
  const { bench, record, count, expected } = await interrupted(1);
  record(count);
  const { record: history } = bench;
  const minutesSince = history.minutesSince.bind(history);
  let moved = false;
  history.minutesSince = async (symbol, source, from) => {
    // The recorder commits between the two questions.
    if (!moved) record(20);
    moved = true;
    return minutesSince(symbol, source, from);
  };
  const feed = new FakePriceFeed([pair], []);
  const book = await restoreQuotes(feed, { log: bench.log, clock: bench.clock, history, signal: AbortSignal.timeout(5_000) });
  expect(book.of({ symbol: 'BTC-USD', source: 'fake' })?.quote()).toEqual(expected);
});

it('a restart goes on although the log has lost what its head had told', async () => {
  const { bench, record, count, expected } = await interrupted(1);
  record(count);
  const head = await bench.log.head();
  const beyond = { ...head, positions: head.positions.map((position) => position + 1) };
  let asked = 0;
  const log = new Proxy(bench.log, {
    get: (target, name) => {
      if (name === 'head') return async () => (asked++ === 0 ? beyond : head);
      const member = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  const restored = restoreQuotes(new FakePriceFeed([pair], []), {
    log,
    clock: bench.clock,
    history: bench.record,
    signal: AbortSignal.timeout(5_000),
  });
  while (asked < 2) await bench.clock.advance(1_000);
  expect((await restored).of({ symbol: 'BTC-USD', source: 'fake' })?.quote()).toEqual(expected);
});

it.each([pair, stock('AAPL')])('a restart knows a told day again, recorded or not: $symbol', async (instrument) => {
  const bench = openIngestBench();
  const { symbol } = instrument;
  const feed = new FakePriceFeed([instrument], []);
  const book = new QuoteBook(feed);
  const figures = { open: '9', high: '99', low: '1', previousClose: '8', volume: '77' };
  for (const [index, price] of ['10', '11', '12'].entries()) {
    const snapshots = [{ symbol, ...figures, price, occurredAt: START + index * 1_000 }];
    const told = { source: 'fake', provenance: 'DELAYED', receivedAt: START, trades: [], quotes: [], position: '', snapshots } as const;
    await bench.log.append(deliveryEvents(told, book));
  }
  const quotes = (await bench.events('PricesReceived')).map(({ payload }) => payload.quote);
  for (const quote of [undefined, quotes[0], quotes.at(-1)]) {
    bench.record.quotes = quote ? [{ symbol, source: 'fake', provenance: 'DELAYED', quote }] : [];
    const options = { log: bench.log, clock: bench.clock, history: bench.record, signal: AbortSignal.timeout(5_000) };
    const restored = (await restoreQuotes(feed, options)).of({ symbol, source: 'fake' })?.quote();
    expect(restored).toMatchObject({ ...figures, price: '12', asOf: START + 2_000 });
  }
});
