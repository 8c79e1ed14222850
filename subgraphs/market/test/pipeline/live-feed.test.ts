import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceMarks } from '../../src/pipeline/active-sources.ts';
import { FeedIngest } from '../../src/pipeline/ingest-feed.ts';
import { type IngestBench, openIngestBench, START, stock, tradeOf } from '../ingest-bench.ts';
import { ScriptedFeed } from '../scripted-feed.ts';

const coin = { ...stock('BTC-USD'), exchange: null, assetClass: 'CRYPTO' as const };
const spy = stock('SPY');
let bench: IngestBench;
let feed: ScriptedFeed;

beforeEach(() => {
  bench = openIngestBench();
  feed = new ScriptedFeed([coin, spy]);
});

const feedEvents = async () => (await bench.events('FeedChanged')).map(({ payload }) => payload);
const lastWord = async () => (await feedEvents()).at(-1);
const states = async () => (await feedEvents()).map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
/** What subscribers see: symbol and mark of every quote. */
const quotes = async () => (await bench.events('PricesReceived')).map(({ payload: { symbol, mark = 'new' } }) => `${symbol} ${mark}`);

/** The feed is heard of each second, with or without prices. */
async function heartbeats(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    feed.heard = bench.clock.now() + 1_000;
    await bench.clock.advance(1_000);
  }
}

async function leading(given: Partial<typeof bench> = {}) {
  const ingest = new FeedIngest(feed, { ...bench, ...given });
  await ingest.start();
  feed.live(bench.clock.now());
  await bench.clock.advance(0);
  return ingest;
}

/** Both have a quote. */
async function priced(): Promise<void> {
  feed.tell({ trades: [tradeOf('BTC-USD', 1, START), tradeOf('SPY', 2, START)] });
  await bench.clock.advance(0);
}

describe('a live feed', () => {
  it('is told of each second with its last sign of life, budget and open gaps, and at once when its state changes', async () => {
    const limited = Object.assign(feed, { budget: async () => ({ remaining: 20, resetsAt: START + 60_000 }) });
    const ingest = await leading();
    expect(await lastWord()).toMatchObject({ state: 'LIVE', heardAt: START });
    await heartbeats(3);
    expect((await feedEvents()).length).toBe(4);
    expect(await lastWord()).toMatchObject({ state: 'LIVE', heardAt: START + 3_000, lastEventAt: null, openGaps: 0, budgetRemaining: 20 });
    limited.tell({ state: 'DOWN', detail: 'No route.' });
    await bench.clock.advance(0);
    expect(await lastWord()).toMatchObject({ state: 'DOWN', detail: 'No route.' });
    expect((await bench.metrics.render()).text).toContain('market_feed_live{feed="fake"} 0');
    await ingest.stop();
  });

  it('is never left untold for more than a second and a half, whenever it changed', async () => {
    const ingest = await leading();
    await heartbeats(2);
    await bench.clock.advance(400);
    feed.tell({ state: 'CONNECTING', detail: null });
    await bench.clock.advance(200);
    feed.live(bench.clock.now());
    await heartbeats(5);
    const at = (await bench.events('FeedChanged')).map(({ publishedAt }) => publishedAt);
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_500);
    await ingest.stop();
  });

  it('counts its reconnects by what it says of itself', async () => {
    const ingest = await leading();
    for (const state of ['CONNECTING', 'DOWN', 'CONNECTING', 'LIVE', 'CONNECTING', 'LIVE'] as const) feed.tell({ state, detail: null });
    await bench.clock.advance(0);
    expect(await lastWord()).toMatchObject({ state: 'LIVE', reconnects: 2 });
    await ingest.stop();
  });

  it('stays LIVE in a quiet market as long as it shows that it is alive, and marks nothing', async () => {
    const ingest = await leading();
    await priced();
    await heartbeats(120);
    expect(await states()).toEqual(['LIVE']);
    expect(await quotes()).toEqual(['BTC-USD new', 'SPY new']);
    await ingest.stop();
  });

  it('is not LIVE by prices that were read before its connection broke', async () => {
    const ingest = await leading();
    feed.tell({ state: 'DOWN', detail: 'cut' });
    await priced();
    expect(await lastWord()).toMatchObject({ state: 'DOWN' });
    await ingest.stop();
  });
});

describe('a mute feed', () => {
  it('is QUIET and its quotes are STALE within twice its interval, and fresh again with its next sign of life', async () => {
    const ingest = await leading();
    await priced();
    await bench.clock.advance(3_499);
    expect(await states()).toEqual(['LIVE']);
    await bench.clock.advance(1);
    expect(await lastWord()).toMatchObject({ state: 'QUIET', detail: 'Connected, and not a word for 3.5 s.', heardAt: START });
    expect(await quotes()).toEqual(['BTC-USD new', 'SPY new', 'BTC-USD STALE', 'SPY STALE']);
    await bench.clock.advance(60_000);
    expect((await quotes()).length).toBe(4);
    await heartbeats(2);
    expect(await lastWord()).toMatchObject({ state: 'LIVE', detail: null });
    expect((await quotes()).slice(4)).toEqual(['BTC-USD new', 'SPY new']);
    await ingest.stop();
  });

  it('whose prices come back is fresh by them, and the others are told again', async () => {
    const ingest = await leading();
    await priced();
    await bench.clock.advance(3_500);
    feed.heard = bench.clock.now();
    feed.tell({ receivedAt: bench.clock.now(), trades: [tradeOf('SPY', 3, START + 4_000)] });
    await bench.clock.advance(0);
    expect((await quotes()).slice(4)).toEqual(['SPY new', 'BTC-USD new']);
    await ingest.stop();
  });

  it('that promises a word each minute is QUIET within ten seconds all the same', async () => {
    Object.assign(feed, { expectedIntervalMs: 60_000 });
    const ingest = await leading();
    await bench.clock.advance(9_500);
    expect(await lastWord()).toMatchObject({ state: 'QUIET' });
    await ingest.stop();
  });

  it('that asks by a schedule may be silent for twice its interval', async () => {
    Object.assign(feed, { expectedIntervalMs: 60_000, fetchNow: async () => 0 });
    const ingest = await leading();
    await bench.clock.advance(119_999);
    expect(await states()).toEqual(['LIVE']);
    await bench.clock.advance(1);
    expect(await lastWord()).toMatchObject({ state: 'QUIET' });
    await ingest.stop();
  });

  it('is not at fault while all its venues are closed; when they open, its silence counts from then', async () => {
    bench = openIngestBench(Date.parse('2026-11-20T20:59:57Z'));
    feed = new ScriptedFeed([spy]);
    const ingest = await leading();
    await priced();
    await bench.clock.advance(60_000);
    expect(await states()).toEqual(['LIVE']);
    expect(await lastWord()).toMatchObject({ detail: 'Its venues are closed.' });
    expect(await quotes()).toEqual(['SPY new']);
    await ingest.stop();

    bench = openIngestBench(Date.parse('2026-11-23T14:29:00.500Z'));
    const next = await leading();
    await priced();
    await bench.clock.advance(61_500);
    expect(await states()).toEqual(['LIVE']);
    await bench.clock.advance(2_000);
    expect(await states()).toEqual(['LIVE', 'QUIET']);
    expect(await quotes()).toEqual(['SPY new', 'SPY STALE']);
    await next.stop();
  });

  it('marks what trades day and night, and a closed venue only once it opens', async () => {
    bench = openIngestBench(Date.parse('2026-11-23T14:29:00Z'));
    const ingest = await leading();
    await priced();
    await bench.clock.advance(30_000);
    expect(await quotes()).toEqual(['BTC-USD new', 'SPY new', 'BTC-USD STALE']);
    await bench.clock.advance(60_000);
    expect((await quotes()).slice(3)).toEqual(['SPY STALE']);
    await ingest.stop();
  });
});

describe('a feed that is down', () => {
  it('has STALE quotes at once, which stay so while it connects, until it is live', async () => {
    const ingest = await leading();
    await priced();
    feed.tell({ state: 'DOWN', detail: 'cut' });
    await bench.clock.advance(0);
    expect((await quotes()).slice(2)).toEqual(['BTC-USD STALE', 'SPY STALE']);
    feed.tell({ state: 'CONNECTING', detail: null });
    await bench.clock.advance(1_000);
    expect((await quotes()).length).toBe(4);
    feed.live(bench.clock.now());
    await bench.clock.advance(0);
    expect((await quotes()).slice(4)).toEqual(['BTC-USD new', 'SPY new']);
    await ingest.stop();
  });

  it('alarms nobody when its connection is back in a moment', async () => {
    const ingest = await leading();
    await priced();
    feed.tell({ state: 'CONNECTING', detail: 'cut' });
    await bench.clock.advance(1_000);
    feed.live(bench.clock.now());
    await bench.clock.advance(1_000);
    expect(await quotes()).toEqual(['BTC-USD new', 'SPY new']);
    await ingest.stop();
  });

  it('tells that its quotes are STALE before it is opened anew, from its position, and that they are fresh when it is live', async () => {
    const ingest = await leading();
    await priced();
    feed.tell(new Error('The venue hung up.'));
    await bench.clock.advance(0);
    expect(await lastWord()).toMatchObject({ state: 'DOWN', detail: 'The venue hung up.' });
    expect((await quotes()).slice(2)).toEqual(['BTC-USD STALE', 'SPY STALE']);
    await bench.clock.advance(1_000);
    expect(feed.opened).toEqual([null, '1']);
    feed.live(bench.clock.now());
    await bench.clock.advance(1_000);
    expect((await quotes()).slice(4)).toEqual(['BTC-USD new', 'SPY new']);
    await ingest.stop();
  });

  it('whose reader died with its marks told is told to be fresh by the next one, once', async () => {
    const first = await leading();
    await priced();
    await bench.clock.advance(3_500);
    await first.stop();
    const second = await leading();
    await heartbeats(5);
    expect((await quotes()).slice(2)).toEqual(['BTC-USD STALE', 'SPY STALE', 'BTC-USD new', 'SPY new']);
    await second.stop();
  });

  it('marks nothing from a process that no longer leads', async () => {
    const ingest = await leading();
    await priced();
    await bench.log.append([], { feed: 'fake', expected: '1', next: '7' });
    feed.tell({ state: 'DOWN', detail: 'cut' });
    for (let turn = 0; turn < 5; turn++) await bench.clock.advance(turn * 250);
    expect(await quotes()).toEqual(['BTC-USD new', 'SPY new']);
    expect(feed.opened).toEqual([null, '7']);
    await ingest.stop();
  });
});

describe('gaps', () => {
  const gap = (state: 'OPEN' | 'FILLED', symbol = 'BTC-USD') => ({
    ...{ symbol, id: 'g', state, from: START, to: null, missing: 3, reason: 'cut' },
  });

  it('are in the log before the prices of the same delivery, in one step with them, and counted while they are open', async () => {
    const ingest = await leading();
    feed.tell({ gaps: [gap('OPEN'), gap('OPEN', 'NOPE')] });
    await bench.clock.advance(0);
    expect(await lastWord()).toMatchObject({ state: 'LIVE', openGaps: 1, lastEventAt: null });
    feed.tell({ gaps: [gap('FILLED')], trades: [tradeOf('BTC-USD', 1, START)] });
    await bench.clock.advance(0);
    expect(await lastWord()).toMatchObject({ openGaps: 0 });
    expect(await bench.log.feedPosition('fake')).toBe('2');
    expect((await bench.events('FeedGapChanged')).map(({ payload }) => payload)).toEqual(
      (['OPEN', 'FILLED'] as const).map((state) => {
        const { id: gapId, ...told } = gap(state);
        return { feed: 'fake', gapId, ...told };
      }),
    );
    await ingest.stop();
  });

  it('of a marked symbol do not make its quote fresh', async () => {
    const ingest = await leading();
    await priced();
    feed.tell({ state: 'DOWN', detail: 'cut' });
    await bench.clock.advance(0);
    feed.tell({ gaps: [gap('OPEN')] });
    await bench.clock.advance(0);
    feed.live(bench.clock.now());
    await bench.clock.advance(0);
    expect((await quotes()).slice(2)).toEqual(['BTC-USD STALE', 'SPY STALE', 'BTC-USD new', 'SPY new']);
    await ingest.stop();
  });

  it('that were open before a restart are counted, but those whose end is in the log and not recorded yet', async () => {
    bench.record.open = [
      { symbol: 'BTC-USD', id: 'g' },
      { symbol: 'SPY', id: 'h' },
    ];
    const first = await leading();
    expect(await lastWord()).toMatchObject({ openGaps: 2 });
    feed.tell({ gaps: [gap('FILLED'), { ...gap('OPEN'), id: 'other' }, { ...gap('OPEN'), id: 'third' }] });
    await bench.clock.advance(0);
    await first.stop();
    const second = await leading();
    expect(await lastWord()).toMatchObject({ openGaps: 3 });
    await second.stop();
  });
});

describe('where a symbol has several sources', () => {
  it('an inactive one is never told to be STALE, and its quote is told when it becomes active', async () => {
    const active = { is: false, tell(_symbols: readonly string[]): void {} };
    const marks: SourceMarks = {
      markOf: (symbol) => (symbol === 'BTC-USD' && !active.is ? 'STANDBY' : undefined),
      onActive: (_source, tell) => {
        active.tell = tell;
        return () => undefined;
      },
      countsFrom: () => 0,
    };
    const ingest = await leading({ marks });
    await priced();
    await bench.clock.advance(3_500);
    expect(await quotes()).toEqual(['BTC-USD STANDBY', 'SPY new', 'SPY STALE']);
    feed.heard = bench.clock.now() + 1_000;
    await bench.clock.advance(1_000);
    active.is = true;
    active.tell(['BTC-USD']);
    await bench.clock.advance(0);
    expect((await quotes()).slice(3)).toEqual(['SPY new', 'BTC-USD new']);
    await ingest.stop();
  });
});
