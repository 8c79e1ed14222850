import { Metrics, silentLogger, systemClock } from '@marketgraph/service';
import { unavailable } from '@marketgraph/test-kit';
import { symbolOfProvider } from '@marketgraph/vocabulary';
import { afterEach, describe, expect, it } from 'vitest';
import { instrumentOfSymbol } from '../../src/domain/instrument-directory.ts';
import { MemoryBudget } from '../../src/domain/memory-budget.ts';
import type { QuoteTick, Trade } from '../../src/domain/price-feed.ts';
import { binanceVenue } from '../../src/providers/binance/venue.ts';
import { coinbaseVenue } from '../../src/providers/coinbase/venue.ts';
import { KrakenMapper } from '../../src/providers/kraken/mapper.ts';
import { openRestClient } from '../../src/providers/rest/rest-client.ts';
import { StreamFeed } from '../../src/providers/stream/stream-feed.ts';
import type { StreamVenue } from '../../src/providers/stream/stream-venue.ts';
import { recordedFrames, SessionServer } from './venue-sessions-server.ts';

const directory = process.env['RECORDINGS_DIR'];
if (!directory) unavailable('Recorded sessions of venues', 'RECORDINGS_DIR is not set.');

/** An independent reading: no more of the product than its names for symbols. */
interface Told {
  readonly trades: readonly Partial<Trade>[];
  readonly quotes: readonly Partial<QuoteTick>[];
}
type Frame = Readonly<Record<string, string | number | boolean>>;

describe.runIf(directory)('a recorded session, served frame by frame', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  it('of Coinbase tells through the whole adapter what the file says', async () => {
    const frames = recordedFrames(directory ?? '', 'coinbase-20210417.jsonl.gz');
    const expected = readCoinbase(frames);
    const server = await serve(new SessionServer(frames, () => ({ frame: null, isReady: true })));
    const symbols = [...new Set(expected.trades.map(({ symbol = '' }) => symbol))];
    const { read, malformed } = await follow(symbols, expected, (rest) => coinbaseVenue({ wsUrl: server.wsUrl, rest }), server);
    expect(expected.trades).toHaveLength(107);
    expect(sorted(read.trades)).toEqual(sorted(expected.trades));
    expect(read.quotes).toEqual(expected.quotes);
    expect(malformed).toBe(0);
  });

  it('of Binance tells through the whole adapter what the file says', async () => {
    const frames = recordedFrames(directory ?? '', 'binance-20211012.jsonl.gz');
    const expected = readBinance(frames);
    const followed: string[] = [];
    const server = await serve(
      new SessionServer(frames, (message) => {
        const { method, params = [], id } = JSON.parse(message) as { method: string; params?: string[]; id: unknown };
        if (method !== 'LIST_SUBSCRIPTIONS') followed.push(...params);
        const isList = method === 'LIST_SUBSCRIPTIONS';
        return { frame: JSON.stringify({ result: isList ? followed : null, id }), isReady: isList };
      }),
    );
    const symbols = ['NKN-USDT', 'BLZ-ETH', 'LRC-BTC', 'RUNE-EUR'];
    const { read, malformed } = await follow(symbols, expected, (rest) => binanceVenue({ wsUrl: server.wsUrl, rest }), server);
    expect([expected.trades.length, expected.quotes.length]).toEqual([2, 84]);
    expect(sorted(read.trades)).toEqual(sorted(expected.trades));
    // They have no time of their own.
    expect(read.quotes.map(({ symbol, key, bid, ask }) => ({ symbol, key, bid, ask }))).toEqual(expected.quotes);
    expect(malformed).toBe(0);
  });

  it.each(['kraken-v1-trade-20210417.jsonl.gz', 'kraken-v1-ticker-20210417.jsonl.gz'])(
    'of Kraken in version 1, %s, is another protocol: nothing of it is taken for a price',
    (file) => {
      const frames = recordedFrames(directory ?? '', file);
      const mapper = new KrakenMapper((product) => symbolOfProvider('kraken', product));
      const told = frames.map((frame) => mapper.read(frame, Date.now()));
      expect(told.flatMap(({ trades, quotes }) => [...trades, ...quotes])).toEqual([]);
      expect(mapper.malformed).toBe(frames.filter((frame) => frame.startsWith('[')).length);
    },
  );

  async function serve(server: SessionServer): Promise<SessionServer> {
    ends.push(() => server.stop());
    return server.listen();
  }
});

/** Reads the feed until it told as much as the file, and a little on. */
async function follow(
  symbols: readonly string[],
  { trades, quotes }: Told,
  venueOf: (rest: ReturnType<typeof openRestClient>) => StreamVenue,
  server: SessionServer,
) {
  const metrics = new Metrics();
  const place = { clock: systemClock, random: () => 0.5, logger: silentLogger, metrics };
  const budget = new MemoryBudget([], systemClock);
  const rest = openRestClient({ provider: 'recorded', baseUrl: server.restUrl, secrets: [], budget, ...place });
  const instruments = symbols.map((symbol) => instrumentOfSymbol(symbol)).filter((instrument) => instrument !== null);
  const feed = new StreamFeed(venueOf(rest), { instruments, ...place });
  const ending = new AbortController();
  const read: { trades: Trade[]; quotes: QuoteTick[] } = { trades: [], quotes: [] };
  for await (const item of feed.open(null, ending.signal)) {
    if ('state' in item) continue;
    read.trades.push(...item.trades);
    read.quotes.push(...item.quotes);
    if (read.trades.length >= trades.length && read.quotes.length >= quotes.length) ending.abort();
  }
  const { text } = await metrics.render();
  const line = text.split('\n').find((one) => one.startsWith('marketgraph_market_feed_malformed_total{'));
  return { read, malformed: line ? Number(line.split(' ').at(-1)) : 0 };
}

function readCoinbase(frames: readonly string[]): Told {
  const messages = frames.map((frame) => JSON.parse(frame) as Frame);
  const trades = messages
    .filter(({ type }) => type === 'match' || type === 'last_match')
    .map((one) => ({
      symbol: String(one['product_id']),
      key: Number(one['trade_id']),
      price: String(one['price']),
      size: String(one['size']),
      side: one['side'] === 'buy' ? ('SELL' as const) : ('BUY' as const),
      occurredAt: Date.parse(String(one['time'])),
      conditions: null,
    }));
  const quotes = messages
    .filter(({ type, best_bid: bid, best_ask: ask }) => type === 'ticker' && Number(bid) > 0 && Number(ask) > 0)
    .map((one) => ({
      symbol: String(one['product_id']),
      key: Number(one['sequence']),
      bid: String(one['best_bid']),
      ask: String(one['best_ask']),
      occurredAt: Date.parse(String(one['time'])),
    }));
  return { trades, quotes };
}

const binanceNames: Readonly<Record<string, string>> = { NKNUSDT: 'NKN-USDT', BLZETH: 'BLZ-ETH', LRCBTC: 'LRC-BTC', RUNEEUR: 'RUNE-EUR' };

function readBinance(frames: readonly string[]): Told {
  const messages = frames.map((frame) => JSON.parse(frame) as { stream: string; data: Frame });
  const ofStream = (name: string) => messages.filter(({ stream }) => stream.endsWith(name)).map(({ data }) => data);
  const symbolOf = (one: Frame) => binanceNames[String(one['s'])] ?? '';
  return {
    trades: ofStream('@aggTrade').map((one) => ({
      symbol: symbolOf(one),
      key: Number(one['a']),
      price: String(one['p']),
      size: String(one['q']),
      side: one['m'] === true ? ('SELL' as const) : ('BUY' as const),
      occurredAt: Number(one['T']),
      conditions: null,
    })),
    quotes: ofStream('@bookTicker').map((one) => ({
      symbol: symbolOf(one),
      key: Number(one['u']),
      bid: String(one['b']),
      ask: String(one['a']),
    })),
  };
}

function sorted(trades: readonly Partial<Trade>[]): Partial<Trade>[] {
  return trades.toSorted((a, b) => `${a.symbol}`.localeCompare(`${b.symbol}`) || (a.key ?? 0) - (b.key ?? 0));
}
