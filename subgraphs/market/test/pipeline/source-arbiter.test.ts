import { createMemoryLog, type Log } from '@marketgraph/bus';
import type { FeedChanged, NewEvent, SourceChanged } from '@marketgraph/events';
import { silentLogger } from '@marketgraph/service';
import { bareQuote, ManualClock } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedQuote } from '../../src/domain/quote.ts';
import type { SourceSpans } from '../../src/domain/source-spans.ts';
import { CLOSED } from '../../src/pipeline/feed-status.ts';
import { SourceArbiter } from '../../src/pipeline/source-arbiter.ts';
import { eventsOf, FakeLeadership, START, tradeOf } from '../ingest-bench.ts';
import { pricesReceived } from '../market-bench.ts';

const order = new Map([['BTC-USD', ['coinbase', 'kraken', 'binance']]]);
let clock: ManualClock;
let log: Log;
let leadership: FakeLeadership;
let recordedSpans: Map<string, SourceSpans<string>>;
let lastQuotes: RecordedQuote[];
const running: SourceArbiter[] = [];

beforeEach(() => {
  clock = new ManualClock(START);
  log = createMemoryLog({ logger: silentLogger, clock });
  leadership = new FakeLeadership();
  recordedSpans = new Map();
  lastQuotes = [];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((arbiter) => arbiter.stop()));
  await log.close();
});

describe('the arbiter of sources', () => {
  it('tells who may replace whom before any price; the preferred one begins', async () => {
    await arbiter();
    expect(await changes()).toEqual([
      {
        symbol: 'BTC-USD',
        source: 'coinbase',
        previous: null,
        sources: ['coinbase', 'kraken', 'binance'],
        from: null,
        reason: 'It begins.',
      },
    ]);
  });

  it('lets the source go on of which alone there is a record', async () => {
    lastQuotes = [quoteOf('BTC-USD', 'kraken', START - 5_000)];
    await arbiter();
    expect(await changes()).toMatchObject([{ source: 'kraken', previous: null }]);
  });

  it('tells again who may replace whom after a restart, and leaves the active one active', async () => {
    recordedSpans = new Map([['BTC-USD', spans('coinbase', 'kraken')]]);
    const { active } = await arbiter();
    expect(await changes()).toMatchObject([{ source: 'kraken', previous: 'kraken', sources: order.get('BTC-USD') }]);
    expect(active.activeOf('BTC-USD')).toBe('kraken');
  });

  it('gives a symbol to the next source as soon as its feed is down, from right behind its last price on', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    await price('coinbase', START + 700);
    await tell({ coinbase: 'DOWN', kraken: 'LIVE' });
    expect(await switched('kraken')).toMatchObject({ previous: 'coinbase', from: START + 701, reason: 'coinbase is DOWN.' });
  });

  it('passes over those that are in trouble themselves', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'QUIET', binance: 'LIVE' });
    await tell({ coinbase: 'DOWN', kraken: 'QUIET', binance: 'LIVE' });
    expect(await switched('binance')).toMatchObject({ previous: 'coinbase' });
  });

  it('takes the silence of a process for the death of its feeds within 3 s', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    const died = clock.now();
    await pass(4_000, { kraken: 'LIVE' });
    expect(await switched('kraken')).toMatchObject({ reason: 'Nobody tells of coinbase any more.' });
    expect((await told()).at(-1)?.receivedAt).toBeLessThan(died + 3_000);
  });

  it('waits a moment for a feed that connects anew, and no longer', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    await pass(1_000, { coinbase: 'CONNECTING', kraken: 'LIVE' });
    await pass(2_000, { coinbase: 'LIVE', kraken: 'LIVE' });
    expect(await changes()).toHaveLength(1);
    await pass(2_000, { coinbase: 'CONNECTING', kraken: 'LIVE' });
    expect(await switched('kraken')).toMatchObject({ reason: 'coinbase is CONNECTING.' });
  });

  it('replaces a feed that is mute, but not one whose venues are closed', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    await pass(5_000, { coinbase: 'CLOSED', kraken: 'LIVE' });
    expect(await changes()).toHaveLength(1);
    await pass(1_000, { coinbase: 'QUIET', kraken: 'LIVE' });
    expect(await switched('kraken')).toMatchObject({ reason: 'coinbase is QUIET.' });
  });

  it('stays where no other is well, and while nothing is heard of any', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'DOWN', binance: 'DISABLED' });
    await pass(3_000, { coinbase: 'DOWN', kraken: 'DOWN', binance: 'DISABLED' });
    await pass(20_000, {});
    expect(await changes()).toHaveLength(1);
  });

  it('waits at the start until the preferred feed has had time to connect', async () => {
    await arbiter();
    await pass(9_000, { coinbase: 'CONNECTING', kraken: 'LIVE' });
    expect(await changes()).toHaveLength(1);
    await pass(2_000, { coinbase: 'CONNECTING', kraken: 'LIVE' });
    await switched('kraken');
  });

  it('takes the preferred one back once it was well for 30 s without a break', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    await tell({ coinbase: 'DOWN', kraken: 'LIVE' });
    await switched('kraken');
    await pass(20_000, { coinbase: 'LIVE', kraken: 'LIVE' });
    await tell({ coinbase: 'CONNECTING', kraken: 'LIVE' });
    await pass(29_000, { coinbase: 'LIVE', kraken: 'LIVE' });
    await price('kraken', START + 50_000);
    expect(await changes()).toHaveLength(2);
    await pass(2_000, { coinbase: 'LIVE', kraken: 'LIVE' });
    expect(await switched('coinbase')).toMatchObject({ previous: 'kraken', from: START + 50_001 });
  });

  it('does not wait for 30 s when the one that took over fails as well', async () => {
    await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    await tell({ coinbase: 'DOWN', kraken: 'LIVE' });
    await switched('kraken');
    await pass(3_000, { coinbase: 'LIVE', kraken: 'LIVE' });
    await tell({ coinbase: 'LIVE', kraken: 'DOWN' });
    const back = await switched('coinbase');
    expect(back.from).toBeGreaterThan((await changes())[1]?.from ?? Number.POSITIVE_INFINITY);
  });

  it('gives a symbol that had alternatives to the feed that alone is left', async () => {
    recordedSpans = new Map([['ETH-USD', spans('coinbase', 'kraken')]]);
    const { active } = await arbiter();
    await tell({ coinbase: 'LIVE' });
    await log.append([
      pricesReceived({ symbol: 'ETH-USD', source: 'coinbase', provenance: 'LIVE', trades: [tradeOf('ETH-USD', 1, START)] }),
    ]);
    await pass(11_000, { coinbase: 'LIVE' });
    expect(active.activeOf('ETH-USD')).toBe('coinbase');
  });

  it('does nothing where no symbol has or had alternatives', async () => {
    await arbiter(new Map());
    await pass(1_000, {});
    expect(await told()).toEqual([]);
  });

  it('is led by one process; where two decide at once, the first switch in the log holds', async () => {
    const [one, other] = [await arbiter(), await arbiter()];
    await tell({ coinbase: 'LIVE', kraken: 'LIVE', binance: 'LIVE' });
    const late: SourceChanged = {
      symbol: 'BTC-USD',
      source: 'binance',
      previous: 'coinbase',
      from: START + 9_000,
      reason: 'It decided late.',
    };
    await tell({ coinbase: 'DOWN', kraken: 'LIVE', binance: 'LIVE' });
    await switched('kraken');
    await log.append([{ type: 'SourceChanged', key: 'BTC-USD', occurredAt: START, receivedAt: START, payload: late }]);
    await pass(1_000, { kraken: 'LIVE', binance: 'LIVE' });
    expect((await changes()).filter(({ source, previous }) => previous === 'coinbase' && source !== previous)).toHaveLength(2);
    expect([one, other].map(({ active }) => active.activeOf('BTC-USD'))).toEqual(['kraken', 'kraken']);
  });

  it('goes on in another process when the one that led is gone', async () => {
    const first = await arbiter();
    const second = await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    await first.stop();
    running.splice(running.indexOf(first), 1);
    await pass(3_000, { kraken: 'LIVE' });
    await switched('kraken');
    expect(second.active.activeOf('BTC-USD')).toBe('kraken');
  });
});

describe('marks of prices', () => {
  it('say STANDBY of every source but the active one, and nothing of symbols and sources without alternatives', async () => {
    const { active } = await arbiter();
    expect(['coinbase', 'kraken', 'binance', 'simulator'].map((source) => active.markOf('BTC-USD', source, null))).toEqual([
      undefined,
      'STANDBY',
      'STANDBY',
      undefined,
    ]);
    expect(active.markOf('AAPL', 'finnhub', null)).toBeUndefined();
  });

  it('follow a switch, and the new source is asked to tell its quote again', async () => {
    const { active } = await arbiter();
    const asked: string[] = [];
    active.onActive('kraken', (symbols) => asked.push(...symbols));
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    await tell({ coinbase: 'DOWN', kraken: 'LIVE' });
    await switched('kraken');
    expect(asked).toEqual(['BTC-USD']);
    expect([active.markOf('BTC-USD', 'coinbase', null), active.markOf('BTC-USD', 'kraken', null)]).toEqual(['STANDBY', undefined]);
  });

  it('let a switch begin behind prices that this process is about to tell', async () => {
    const { active } = await arbiter();
    await tell({ coinbase: 'LIVE', kraken: 'LIVE' });
    expect(active.markOf('BTC-USD', 'coinbase', START + 900)).toBeUndefined();
    await tell({ coinbase: 'DOWN', kraken: 'LIVE' });
    expect(await switched('kraken')).toMatchObject({ from: START + 901 });
  });

  it('let a switch begin now where the clock of the old venue is far ahead', async () => {
    const { active } = await arbiter();
    active.markOf('BTC-USD', 'coinbase', START + 300_000);
    expect(active.begin('BTC-USD', 'kraken', 'test', START).payload.from).toBe(START + 1_000);
  });

  it('say STANDBY of both while a switch is on its way into the log', async () => {
    const { active } = await arbiter();
    const { payload } = active.begin('BTC-USD', 'kraken', 'test', START) as NewEvent<'SourceChanged'>;
    expect(['coinbase', 'kraken'].map((source) => active.markOf('BTC-USD', source, null))).toEqual(['STANDBY', 'STANDBY']);
    active.told(payload);
    expect(['coinbase', 'kraken'].map((source) => active.markOf('BTC-USD', source, null))).toEqual(['STANDBY', undefined]);
  });
});

async function arbiter(of: ReadonlyMap<string, readonly string[]> = order): Promise<SourceArbiter> {
  const options = { log, clock, logger: silentLogger, leadership, order: of };
  const one = new SourceArbiter({ ...options, recordedSpans: async () => recordedSpans, lastQuotes: async () => lastQuotes });
  running.push(one);
  await one.start();
  return one;
}

type Told = Record<string, FeedChanged['state'] | 'CLOSED'>;

/** The feeds tell how they are, and whoever listens has heard it. */
async function tell(states: Told): Promise<void> {
  const events = Object.entries(states).map(([name, state]): NewEvent<'FeedChanged'> => {
    const [kind, detail] = state === 'CLOSED' ? (['QUIET', CLOSED] as const) : ([state, null] as const);
    const payload = {
      name,
      kind: 'MARKET',
      state: kind,
      instrumentCount: 1,
      lastEventAt: null,
      eventsPerSecond: 0,
      reconnects: 0,
      detail,
    } as const;
    return { type: 'FeedChanged', key: name, occurredAt: clock.now(), receivedAt: clock.now(), payload };
  });
  if (events.length > 0) await log.append(events);
  await clock.advance(10);
}

/** Time goes on, and every half second the feeds tell how they are. */
async function pass(ms: number, states: Told): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await tell(states);
    await clock.advance(490);
  }
}

async function price(source: string, at: number): Promise<void> {
  await log.append([pricesReceived({ symbol: 'BTC-USD', source, provenance: 'LIVE', trades: [tradeOf('BTC-USD', at, at)] })]);
  await clock.advance(10);
}

function told() {
  return eventsOf(log, 'SourceChanged');
}

async function changes(): Promise<SourceChanged[]> {
  return (await told()).map(({ payload }) => payload);
}

async function switched(source: string): Promise<SourceChanged> {
  await clock.advance(300);
  const last = (await changes()).at(-1);
  expect(last?.source).toBe(source);
  return last as SourceChanged;
}

function spans(...sources: string[]): SourceSpans<string> {
  return sources.map((source, place) => ({ source, from: place === 0 ? Number.NEGATIVE_INFINITY : START - 60_000 + place }));
}

function quoteOf(symbol: string, source: string, asOf: number): RecordedQuote {
  return { symbol, source, provenance: 'LIVE', quote: bareQuote('1', asOf) };
}
