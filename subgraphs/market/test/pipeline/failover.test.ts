import type { PricesReceived } from '@marketgraph/events';
import { Metrics, type Part, silentLogger } from '@marketgraph/service';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activeAt } from '../../src/domain/source-spans.ts';
import { FeedIngest } from '../../src/pipeline/ingest-feed.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { recordPrices } from '../../src/pipeline/record-prices.ts';
import { openSources } from '../../src/pipeline/source-arbiter.ts';
import { readSourceSpans } from '../../src/storage/source-lines.ts';
import { eventsOf, type IngestBench, openIngestBench, START, stock, tradeOf } from '../ingest-bench.ts';
import { type MarketBench, openBench, untilRecorded } from '../market-bench.ts';
import { ScriptedFeed } from '../scripted-feed.ts';

const coin = { ...stock('BTC-USD'), exchange: null, assetClass: 'CRYPTO' as const };
const STEP_MS = 100;
const order = new Map([['BTC-USD', ['first', 'second']]]);

let market: MarketBench;
let bench: IngestBench;
let feeds: { readonly [name in 'first' | 'second']: ScriptedFeed };
let parts: Part[];

beforeEach(async () => {
  market = await openBench([coin]);
  bench = openIngestBench();
  feeds = { first: new ScriptedFeed([coin], 'first'), second: new ScriptedFeed([coin], 'second') };
  const { log, clock, leadership } = bench;
  const sources = openSources({
    ...{ log, clock, leadership, order, logger: silentLogger },
    recordedSpans: () => readSourceSpans(market.store.database.pool),
    lastQuotes: async () => [],
  });
  const calendars = new InstrumentCalendars(market.store.instruments);
  const recorder = recordPrices({ ticks: market.store.ticks, log, clock, gatherMs: 0, metrics: new Metrics(), calendars });
  const ingests = Object.values(feeds).map((feed) => new FeedIngest(feed, { ...bench, marks: sources.marks }));
  parts = [recorder, sources.part, ...ingests];
  for (const part of parts) await part.start();
});
afterEach(async () => {
  for (const part of parts.toReversed()) await part.stop();
  await bench.log.close();
  await market.close();
});

describe('when the first feed of a symbol dies', () => {
  it('the next one takes over within 3 s, it is taken back after 30 s, and candles neither double nor miss a trade', async () => {
    const told = await play([
      { ms: 20_000, first: 'alive', second: 'alive' },
      { ms: 25_000, first: 'down', second: 'alive' },
      { ms: 45_000, first: 'alive', second: 'alive' },
    ]);
    await untilRecorded(bench.log);
    const [, over, back] = (await eventsOf(bench.log, 'SourceChanged')).map(({ receivedAt }) => receivedAt - START);
    expect(over).toBeLessThan(20_000 + 3_000);
    expect(back).toBeGreaterThanOrEqual(45_000 + 30_000);
    const spans = (await readSourceSpans(market.store.database.pool)).get('BTC-USD') ?? [];
    expect(spans.map(({ source }) => source)).toEqual(['first', 'second', 'first']);
    const active = told.filter(({ source, at }) => activeAt(spans, at) === source);
    const byMinute = Map.groupBy(active, ({ at }) => Math.floor(at / MINUTE_MS) * MINUTE_MS);
    expect(await candles()).toEqual([...byMinute].map(([openTime, own]) => ({ openTime, trades: own.length })));
    // From one trade that counts to the next there is never more than the time between two trades of one feed.
    const gaps = active.slice(1).map(({ at }, index) => at - (active[index]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * STEP_MS);
  });

  it('subscribers hear every trade that candles hold, once', async () => {
    const told = await play([
      { ms: 3_000, first: 'alive', second: 'alive' },
      { ms: 2_000, first: 'silent', second: 'alive' },
      { ms: 5_000, first: 'down', second: 'alive' },
      { ms: 33_000, first: 'alive', second: 'alive' },
    ]);
    await untilRecorded(bench.log);
    const spans = (await readSourceSpans(market.store.database.pool)).get('BTC-USD') ?? [];
    const counted = told.filter(({ source, at }) => activeAt(spans, at) === source).map(({ at }) => at);
    const subscribers = (await heard()).flatMap(({ payload }) => payload.trades.occurredAt);
    expect(subscribers.toSorted((a, b) => a - b)).toEqual(counted);
    expect(await market.rows('SELECT sum(trade_count)::int AS count FROM market.candle_rows WHERE "interval" = \'ONE_MINUTE\'')).toEqual([
      { count: counted.length },
    ]);
  });

  it('subscribers hear of the new source at once, also when it tells no new price', async () => {
    await play([{ ms: 1_000, first: 'alive', second: 'alive' }]);
    await play([{ ms: 300, first: 'down', second: 'mute' }]);
    const { payload } = (await heard()).at(-1) as { payload: PricesReceived };
    expect(payload).toMatchObject({ source: 'second', quote: { price: '200' } });
    expect(payload.trades.key).toEqual([]);
  });

  it('nothing is told to subscribers that candles do not hold', async () => {
    await play([
      { ms: 3_000, first: 'alive', second: 'alive' },
      { ms: 2_000, first: 'down', second: 'alive' },
      { ms: 33_000, first: 'alive', second: 'alive' },
    ]);
    await untilRecorded(bench.log);
    const spans = (await readSourceSpans(market.store.database.pool)).get('BTC-USD') ?? [];
    const uncounted = (await heard()).flatMap(({ payload: { source, trades } }) =>
      trades.occurredAt.filter((at) => activeAt(spans, at) !== source),
    );
    expect(uncounted).toEqual([]);
  });
});

/** silent: it tells nothing, and nobody has noticed yet. */
type Doing = 'alive' | 'down' | 'mute' | 'silent';
interface Act {
  readonly ms: number;
  readonly first: Doing;
  readonly second: Doing;
}

/** Both tell a trade every `STEP_MS`, the second one 30 ms later; one that is down tells nothing. */
async function play(acts: readonly Act[]): Promise<{ source: string; at: number }[]> {
  const told: { source: string; at: number }[] = [];
  const { clock } = bench;
  for (const act of acts) {
    for (const name of ['first', 'second'] as const) {
      if (act[name] === 'down') feeds[name].tell({ state: 'DOWN', detail: 'No route.' });
      else feeds[name].live(clock.now());
    }
    for (let passed = 0; passed < act.ms; passed += STEP_MS) {
      for (const name of ['first', 'second'] as const) {
        const at = clock.now() + (name === 'first' ? 0 : -70);
        if (act[name] !== 'down' && act[name] !== 'silent') feeds[name].heard = clock.now();
        if (act[name] !== 'alive') continue;
        const price = name === 'first' ? '100' : '200';
        feeds[name].tell({ receivedAt: clock.now(), trades: [tradeOf('BTC-USD', at, at, price)] });
        told.push({ source: name, at });
      }
      await clock.advance(STEP_MS);
    }
  }
  return told.sort((a, b) => a.at - b.at);
}

/** What subscribers are told. */
async function heard() {
  return (await eventsOf(bench.log, 'PricesReceived')).filter(({ payload }) => payload.mark === undefined);
}

function candles() {
  return market.rows(
    `SELECT (extract(epoch FROM open_time) * 1000)::float8 AS "openTime", trade_count AS trades FROM market.candles
     WHERE basis = 'LAST' AND "interval" = 'ONE_MINUTE' ORDER BY open_time`,
  );
}
