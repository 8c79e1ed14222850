import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlphaVantageServer, alphaVantageRefusals, FinnhubServer, temporaryFolder } from '@marketgraph/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drainLive, judgeLive } from '../chaos/report/ledger-process.ts';
import { type FeedStack, startFeedStack, untilFeeds } from '../chaos/stack/feed-stack.ts';
import { startSubscriber } from '../chaos/stack/subscriber-process.ts';
import { query } from '../stack/client.ts';
import { searchForKeys } from './canaries.ts';
import { VenueProcess } from './venue-process.ts';

const seed = Number(process.env['FEEDS_SEED'] ?? Date.now() % 1_000_000);
const RATE = 300;
const DIRTY_MS = 10_000;
const BOTH = 'BTC-USD';
const FIRST_ALONE = ['ETH-USD', 'SOL-USD'];
const CRYPTO = [BOTH, ...FIRST_ALONE];
/** In addresses they are written otherwise; the first part stays the same in all of them. */
const FINNHUB = 'canary-fh-4f6e/+=x1';
const ALPHA_VANTAGE = 'canary-av-c8d2&x1';
const PIECES = ['canary-fh-4f6e', 'canary-av-c8d2', btoa(FINNHUB).slice(0, 16), btoa(ALPHA_VANTAGE).slice(0, 16)];
/** The bar is three seconds; machines that test are busy. */
const TAKE_OVER_MS = 6_000;
/** The bar is ten seconds. */
const STALE_MS = 13_000;
const QUIET_MARKET_MS = 11_000;

interface Shown {
  readonly symbol: string;
  readonly quote: { readonly source: string; readonly freshness: string } | null;
}

describe(`real feeds, as shipped in one process (FEEDS_SEED=${seed})`, () => {
  const folder = temporaryFolder('real-feeds');
  mkdirSync(join(folder, 'logs'));
  const coinbase = new VenueProcess(folder, { protocol: 'coinbase', seed, symbols: CRYPTO });
  const kraken = new VenueProcess(folder, { protocol: 'kraken', seed: seed + 1, symbols: [BOTH] });
  const venues = [coinbase, kraken];
  const answers: string[] = [];
  let finnhub: FinnhubServer;
  let alphaVantage: AlphaVantageServer;
  let stack: FeedStack;

  beforeAll(async () => {
    await Promise.all(venues.map((venue) => venue.start()));
    finnhub = await new FinnhubServer({ key: FINNHUB, symbols: ['AAPL'] }).listen();
    alphaVantage = await new AlphaVantageServer({ key: ALPHA_VANTAGE }).listen();
    finnhub.troubleRest(
      { status: 401, body: { error: `Invalid API key: ${FINNHUB}` } },
      { status: 429, body: `API limit reached for ${encodeURIComponent(FINNHUB)}.` },
    );
    alphaVantage.troubleRest({ body: alphaVantageRefusals.day(ALPHA_VANTAGE) });
    const options = { seed, seconds: 0, rate: RATE, keep: false, oneProcess: true, venue: 'coinbase' } as const;
    stack = await startFeedStack(folder, options, {
      FEEDS: 'coinbase,kraken,finnhub,alpha-vantage',
      SYMBOLS: `${BOTH}@coinbase+kraken,${FIRST_ALONE.map((symbol) => `${symbol}@coinbase`).join(',')},AAPL@finnhub,EUR-USD@alpha-vantage`,
      FINNHUB_API_KEY: FINNHUB,
      ALPHA_VANTAGE_API_KEY: ALPHA_VANTAGE,
      FINNHUB_WS_URL: finnhub.wsUrl,
      FINNHUB_REST_URL: finnhub.restUrl,
      ALPHA_VANTAGE_REST_URL: alphaVantage.restUrl,
      LOG_LEVEL: 'debug',
      ...coinbase.addresses,
      ...kraken.addresses,
    });
    await both('LIVE', 30_000);
  });
  afterAll(async () => {
    await Promise.all([stack?.stop(), ...venues.map((venue) => venue.kill()), finnhub?.stop(), alphaVantage?.stop()]);
  });

  const feedsAre = (names: readonly string[], state: string, withinMs: number) =>
    untilFeeds(
      stack,
      (feeds) => {
        answers.push(JSON.stringify(feeds));
        return names.every((name) => feeds.find((feed) => feed.name === name)?.state === state);
      },
      withinMs,
    );

  async function both(state: string, withinMs: number): Promise<void> {
    const { feeds } = await feedsAre(['coinbase', 'kraken'], state, withinMs);
    const states = feeds.map(({ name, state: is }) => ({ name, state: is }));
    expect(states).toEqual(expect.arrayContaining(['coinbase', 'kraken'].map((name) => ({ name, state }))));
  }

  async function quotes(): Promise<Shown[]> {
    const text =
      'query($symbols: [String!]) { instruments(filter: { symbols: $symbols }) { nodes { symbol quote { source freshness } } } }';
    const { data } = await query({ url: stack.gateway.origin }, text, { symbols: CRYPTO });
    return data.instruments.nodes;
  }

  const freshnessOf = (shown: readonly Shown[]) => Object.fromEntries(shown.map(({ symbol, quote }) => [symbol, quote?.freshness]));
  const all = (freshness: string) => Object.fromEntries(CRYPTO.map((symbol) => [symbol, freshness]));

  it('stores each trade of venues that break off, repeat, reorder and lie once, and makes the candles that their own ledgers make', async () => {
    const subscriber = await startSubscriber(stack, FIRST_ALONE);
    await Promise.all(venues.map((venue) => venue.command({ do: 'trade', rate: RATE })));
    await sleep(1_500);
    await Promise.all(venues.map((venue) => venue.command({ do: 'be dirty' })));
    await sleep(DIRTY_MS);
    await Promise.all(venues.map((venue) => venue.command({ do: 'be clean' })));
    await both('LIVE', 30_000);
    // A venue without heartbeats shows what was missed by its next trade.
    await sleep(1_000);
    await Promise.all(venues.map((venue) => venue.command({ do: 'rest' })));
    await drainLive(folder, stack.databaseUrl(), 60_000);
    await untilFeeds(stack, (feeds) => feeds.every(({ openGaps }) => openGaps === 0), 20_000);
    await subscriber.finish(0);
    const verdict = await judgeLive(folder, stack.databaseUrl(), `${stack.gateway.origin}/graphql`);
    expect(verdict.trades).toMatchObject({ lost: 0, doubled: 0, altered: 0, examples: [] });
    expect(verdict.trades.sent).toBeGreaterThan(2 * RATE * 10);
    expect(verdict.gaps).toMatchObject({ open: 0, lost: 0, unmarked: 0, examples: [] });
    expect(verdict.candles).toMatchObject({ candlesDiffering: 0, examples: [] });
    expect(verdict.graph).toMatchObject({ differing: 0, incomplete: 0, examples: [] });
    expect(verdict.heard).toMatchObject({ missing: 0, repeated: 0, strange: 0, errors: 0, examples: [] });
  });

  it('marks nothing stale in a market where nobody trades and the venues are there', async () => {
    await both('LIVE', 15_000);
    for (const until = Date.now() + QUIET_MARKET_MS; Date.now() < until; await sleep(500)) {
      expect(freshnessOf(await quotes())).toEqual(all('LIVE'));
    }
  });

  it('shows the next source when the first one dies, and is stale where there is no next one', async () => {
    await Promise.all(venues.map((venue) => venue.command({ do: 'trade', rate: RATE })));
    await expect.poll(async () => sourceOf(await quotes(), BOTH), { timeout: 60_000 }).toBe('coinbase');
    await coinbase.kill();
    await expect.poll(async () => sourceOf(await quotes(), BOTH), { timeout: TAKE_OVER_MS, interval: 100 }).toBe('kraken');
    const stale = { [BOTH]: 'LIVE', ...Object.fromEntries(FIRST_ALONE.map((symbol) => [symbol, 'STALE'])) };
    await expect.poll(async () => freshnessOf(await quotes()), { timeout: STALE_MS, interval: 200 }).toEqual(stale);
    await coinbase.start();
    await coinbase.command({ do: 'trade', rate: RATE });
    await both('LIVE', 30_000);
  });

  it('marks every symbol stale when its venues are connected and mute, and well again when they speak', async () => {
    await expect.poll(async () => freshnessOf(await quotes()), { timeout: 30_000 }).toEqual(all('LIVE'));
    await Promise.all(venues.map((venue) => venue.command({ do: 'mute', on: true })));
    await expect.poll(async () => freshnessOf(await quotes()), { timeout: STALE_MS, interval: 200 }).toEqual(all('STALE'));
    await Promise.all(venues.map((venue) => venue.command({ do: 'mute', on: false })));
    await expect.poll(async () => freshnessOf(await quotes()), { timeout: 20_000 }).toEqual(all('LIVE'));
  });

  it('writes no key of a provider anywhere, though the providers say them aloud', async () => {
    finnhub.error(`Invalid token ${FINNHUB}`);
    finnhub.refuse({ status: 401, body: `no ${FINNHUB}` });
    finnhub.disconnect(1008, FINNHUB);
    await feedsAre(['finnhub'], 'DOWN', 20_000);
    const { origin } = stack.gateway;
    const refused = await query({ url: origin }, '{ systemStatus { services { name detail } feeds { name detail nobody } } }');
    const status = await query({ url: origin }, '{ systemStatus { services { name detail } feeds { name state detail } } }');
    answers.push(JSON.stringify(refused), JSON.stringify(status));
    const written = {
      folders: [join(folder, 'logs'), join(folder, 'data')],
      databaseUrl: stack.databaseUrl(),
      addresses: [`${origin}/metrics`],
      answers,
    };
    const search = await searchForKeys(written, PIECES);
    expect(search.found).toEqual([]);
    expect(search.files).toBeGreaterThan(2);
    expect(search.rows).toBeGreaterThan(1_000);
    expect(JSON.stringify(status)).toContain('401');
  });
});

function sourceOf(shown: readonly Shown[], symbol: string): string | undefined {
  return shown.find((one) => one.symbol === symbol)?.quote?.source;
}
