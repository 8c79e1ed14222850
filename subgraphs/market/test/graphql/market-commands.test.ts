import { encodeCursor } from '@marketgraph/bus';
import { Metrics, silentLogger, startParts, stopParts, systemClock } from '@marketgraph/service';
import { FinnhubServer } from '@marketgraph/test-kit';
import type { Viewer } from '@marketgraph/vocabulary';
import { graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Market, openMarket } from '../../src/main/market.ts';
import { instrument, type MarketBench, openBench } from '../market-bench.ts';

const admin: Viewer = { id: 'ann', role: 'ADMIN' };
let bench: MarketBench;
let market: Market;
let opened: Market[];
let finnhub: FinnhubServer | null = null;

beforeEach(async () => {
  opened = [];
  bench = await openBench([instrument('IBM'), instrument('AAPL')]);
});
afterEach(async () => {
  for (const one of opened) {
    await stopParts(one.apiParts, silentLogger);
    await one.close();
  }
  await bench.close();
  await finnhub?.stop();
  finnhub = null;
});

async function open(env: Record<string, string> = {}): Promise<void> {
  const { url, log } = bench;
  const clock = { now: () => bench.clock.now(), sleep: systemClock.sleep };
  market = await openMarket({ databaseUrl: url, log, clock, logger: silentLogger, metrics: new Metrics(), env });
  opened.push(market);
  await startParts(market.apiParts, silentLogger);
}

async function ask(source: string, viewer: Viewer | null = admin): Promise<Record<string, Record<string, unknown>>> {
  const { data, errors } = await graphql({ schema: market.api.schema, source, contextValue: market.api.createContext(viewer) });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
}

const FETCH = 'mutation { fetchMarketData(symbols: ["IBM"]) { accepted detail userErrors { code message field } } }';
const track = (more = '') =>
  `mutation { trackInstrument(symbol: "TSLA", name: "Tesla", assetClass: STOCK, currency: "USD"${more}) {
     instrument { id symbol name tickSize region exchange { code } quote { price } } userErrors { code field } } }`;

describe('commands are for administrators', () => {
  const others = [
    [null, 'UNAUTHENTICATED'],
    [{ id: 'bob', role: 'USER' }, 'FORBIDDEN'],
    [{ id: 'bob', role: 'PARTNER' }, 'FORBIDDEN'],
  ] as const;
  it.each(others)('%j is told %s, and nothing happens', async (viewer, code) => {
    await open();
    await bench.store.polled.tell({ name: 'av', symbols: ['IBM'], budget: null, toldAt: bench.clock.now() });
    const fetched = await ask(FETCH, viewer);
    expect(fetched['fetchMarketData']).toMatchObject({ accepted: 0, userErrors: [{ code, field: null }] });
    expect((await ask(track(), viewer))['trackInstrument']).toEqual({ instrument: null, userErrors: [{ code, field: null }] });
    expect(await bench.store.tracked.all()).toEqual([]);
    expect(await bench.rows(`SELECT FROM pg_namespace WHERE nspname = 'market_jobs'`)).toEqual([]);
  });
});

describe('fetchMarketData', () => {
  it('asks the feeds that poll, once for each instrument', async () => {
    await open();
    const budget = { remaining: 7, resetsAt: bench.clock.now() + 1_000 };
    await bench.store.polled.tell({ name: 'av', symbols: ['IBM', 'AAPL'], budget, toldAt: bench.clock.now() });
    expect((await ask(FETCH))['fetchMarketData']).toEqual({ accepted: 1, detail: 'av is asked for 1 instrument.', userErrors: [] });
    const all = 'mutation { fetchMarketData { accepted detail userErrors { code } } }';
    expect((await ask(all))['fetchMarketData']).toEqual({
      accepted: 1,
      detail: 'av is asked for 1 instrument. 1 instrument had been asked for already.',
      userErrors: [],
    });
  });

  it('says that no feed polls, without making a queue', async () => {
    await open();
    expect((await ask(FETCH))['fetchMarketData']).toMatchObject({
      accepted: 0,
      detail: expect.stringContaining('No configured feed polls'),
    });
    expect(await bench.rows(`SELECT FROM pg_namespace WHERE nspname = 'market_jobs'`)).toEqual([]);
  });

  it('asks for nothing where a symbol is unknown', async () => {
    await open();
    await bench.store.polled.tell({ name: 'av', symbols: ['IBM'], budget: null, toldAt: bench.clock.now() });
    const source = 'mutation { fetchMarketData(symbols: ["IBM", "NOSUCH"]) { accepted userErrors { code field } } }';
    expect((await ask(source))['fetchMarketData']).toEqual({ accepted: 0, userErrors: [{ code: 'NOT_FOUND', field: ['symbols', '1'] }] });
  });
});

describe('trackInstrument', () => {
  const told = async () => {
    const types: string[] = [];
    const head = (await bench.log.head()).positions.reduce((sum, position) => sum + position, 0);
    if (head === 0) return types;
    const stop = new AbortController();
    for await (const item of bench.log.tail({ after: encodeCursor(await bench.log.oldest()), signal: stop.signal })) {
      if (item.kind === 'events') types.push(...item.events.map(({ event }) => `${event.type} ${event.key}`));
      if (types.length >= head) break;
    }
    stop.abort();
    return types;
  };

  it('keeps an instrument, answers with it, and tells those who follow', async () => {
    await open();
    expect((await ask(track()))['trackInstrument']).toMatchObject({
      instrument: { symbol: 'TSLA', name: 'Tesla', tickSize: '0.01', region: 'GLOBAL', exchange: { code: 'XNAS' }, quote: null },
      userErrors: [],
    });
    expect(await ask('{ instrument(symbol: "TSLA") { name } }')).toEqual({ instrument: { name: 'Tesla' } });
    expect(await told()).toEqual(['InstrumentListed TSLA', 'InstrumentTracked TSLA']);
    expect(await bench.store.tracked.all()).toMatchObject([{ symbol: 'TSLA', name: 'Tesla', exchange: { code: 'XNAS' } }]);
  });

  it('asked for again is the same instrument, whose name may change', async () => {
    await open();
    await ask(track());
    await ask(track(', tickSize: "0.05", region: AMERICAS').replace('"Tesla"', '"Tesla, Inc."'));
    expect(await bench.store.tracked.all()).toMatchObject([{ name: 'Tesla, Inc.', tickSize: '0.05', region: 'AMERICAS' }]);
    const other = await ask(track().replace('"USD"', '"EUR"'));
    expect(other['trackInstrument']).toEqual({ instrument: null, userErrors: [{ code: 'TAKEN', field: ['currency'] }] });
  });

  it('tells every mistake and keeps nothing', async () => {
    await open();
    const { trackInstrument } = await ask(track(', exchange: "NOWHERE"').replace('"Tesla"', '""'));
    expect(trackInstrument).toEqual({
      instrument: null,
      userErrors: [
        { code: 'INVALID', field: ['name'] },
        { code: 'INVALID', field: ['exchange'] },
      ],
    });
    expect(await told()).toEqual([]);
  });

  it.each(['\\u0000', 'a\\nb', 'x'.repeat(201)])('a name that cannot be kept or shown is a mistake: %j', async (name) => {
    await open();
    const { trackInstrument } = await ask(track().replace('Tesla', name));
    expect(trackInstrument).toEqual({ instrument: null, userErrors: [{ code: 'INVALID', field: ['name'] }] });
  });

  it('names of all the world are kept', async () => {
    await open();
    await ask(track().replace('Tesla', 'Nestlé 株式会社 🚗 \\"quoted\\" $1'));
    expect(await bench.store.tracked.all()).toMatchObject([{ name: 'Nestlé 株式会社 🚗 "quoted" $1' }]);
  });

  it('asks a provider whether there is such a share, where there is a key', async () => {
    finnhub = await new FinnhubServer({ key: 'canary', symbols: ['TSLA', 'TSLAX'] }).listen();
    await open({ FINNHUB_API_KEY: 'canary', FINNHUB_REST_URL: finnhub.restUrl });
    const slip = await ask(track().replace('"TSLA"', '"TSL"'));
    expect(slip['trackInstrument']).toEqual({ instrument: null, userErrors: [{ code: 'NOT_FOUND', field: ['symbol'] }] });
    expect((await ask(track()))['trackInstrument']).toMatchObject({ instrument: { symbol: 'TSLA' } });
    finnhub.troubleRest({ status: 403, body: { error: "You don't have access to this resource." } });
    expect((await ask(track().replace('"TSLA"', '"TS"')))['trackInstrument']).toMatchObject({ instrument: { symbol: 'TS' } });
  });

  it('is known to other processes soon', async () => {
    await open();
    const there = market;
    await open();
    await ask(track());
    market = there;
    await vi.waitUntil(async () => (await ask('{ instrument(symbol: "TSLA") { name } }'))['instrument'] !== null);
  });
});
