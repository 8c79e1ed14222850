import { setTimeout as sleep } from 'node:timers/promises';
import { listings } from '../../feeds/venue/listing.ts';
import { protocols, symbolsAt } from '../../feeds/venue/protocols.ts';
import { VenueProcess } from '../../feeds/venue-process.ts';
import type { Finding } from '../report/print.ts';
import { type FeedStack, startFeedStack, untilFeeds } from '../stack/feed-stack.ts';
import { QuoteWatch, type SeenQuote } from '../stack/quote-watch.ts';
import type { Scenario } from './scenario.ts';

const MOST_PER_SECOND = 500;
const BAR_MS = 10_000;
const LIMIT_MS = 30_000;
const dollars = listings.map(({ symbol }) => symbol);
/** Each symbol at one venue alone: nobody takes over. */
const shares = [
  { protocol: 'coinbase', symbols: dollars.slice(0, 3) },
  { protocol: 'kraken', symbols: dollars.slice(3) },
  { protocol: 'binance', symbols: symbolsAt('binance', dollars) },
] as const;

/** Venues that are there and have nothing to say, and venues that are there and say nothing: the first is a quiet market, the second is not. */
export const muteFeed: Scenario = {
  name: 'mute-feed',
  seconds: 60,
  async run(folder, options) {
    const rate = Math.min(options.rate, MOST_PER_SECOND);
    const venues = shares.map(({ protocol, symbols }) => new VenueProcess(folder, { protocol, seed: options.seed, symbols }));
    await Promise.all(venues.map((venue) => venue.start()));
    const stack = await startFeedStack(folder, options, {
      FEEDS: protocols.join(','),
      SYMBOLS: shares.flatMap(({ protocol, symbols }) => symbols.map((symbol) => `${symbol}@${protocol}`)).join(','),
      ...Object.assign({}, ...venues.map(({ addresses }) => addresses)),
    });
    const symbols = shares.flatMap((share) => [...share.symbols]);
    const watches = symbols.map((symbol) => new QuoteWatch(stack, symbol));
    const isAll = (freshness: string) => (quote: SeenQuote) => quote.freshness === freshness;
    const slowest = async (since: number, freshness: string) => {
      const times = await Promise.all(watches.map((watch) => watch.until(since, isAll(freshness), LIMIT_MS)));
      return times.includes(null) ? null : Math.max(...times.map(Number));
    };
    try {
      await feedsAre(stack, 'LIVE');
      await Promise.all(venues.map((venue) => venue.command({ do: 'trade', rate })));
      if ((await slowest(Date.now(), 'LIVE')) === null) throw new Error('Not every symbol was traded.');
      await Promise.all(venues.map((venue) => venue.command({ do: 'rest' })));
      await sleep(1_000);
      const quietFrom = Date.now();
      await sleep((options.seconds * 1_000) / 2);
      const falseMarks = watches.flatMap(({ seen }) => seen.filter(({ at, freshness }) => at >= quietFrom && freshness !== 'LIVE')).length;
      const quietState = await feedsAre(stack, 'LIVE');
      await Promise.all(venues.map((venue) => venue.command({ do: 'trade', rate })));
      await sleep(2_000);
      await Promise.all(venues.map((venue) => venue.command({ do: 'mute', on: true })));
      const staleMs = await slowest(Date.now(), 'STALE');
      const muteState = await feedsAre(stack, 'QUIET');
      const staleFrom = Date.now();
      await sleep((options.seconds * 1_000) / 2);
      const revived = watches.flatMap(({ seen }) => seen.filter(({ at, freshness }) => at >= staleFrom && freshness !== 'STALE')).length;
      await Promise.all(venues.map((venue) => venue.command({ do: 'mute', on: false })));
      const wellMs = await slowest(Date.now(), 'LIVE');
      const within = (name: string, ms: number | null): Finding => ({
        name,
        bar: `<= ${BAR_MS} ms`,
        found: ms === null ? null : `${ms} ms`,
        met: ms !== null && ms <= BAR_MS,
      });
      return {
        findings: [
          { name: `marks in a quiet market (${symbols.length} symbols)`, bar: '0', found: falseMarks, met: falseMarks === 0 },
          { name: 'feeds in a quiet market', bar: 'LIVE', found: quietState, met: quietState === 'LIVE' },
          within('STALE, every symbol', staleMs),
          { name: 'mute feeds', bar: 'QUIET', found: muteState, met: muteState === 'QUIET' },
          // A feed may connect anew meanwhile: that alone makes no price true.
          { name: 'other marks while they are mute', bar: '0', found: revived, met: revived === 0 },
          within('LIVE again, every symbol', wellMs),
        ],
        examples: [],
        figures: { symbols: symbols.length, falseMarks, revived, staleMs, wellMs },
      };
    } finally {
      for (const watch of watches) watch.end();
      await Promise.all([stack.stop(), ...venues.map((venue) => venue.kill())]);
    }
  },
};

/** This state when all feeds have come to it, and otherwise what they are in. */
async function feedsAre(stack: FeedStack, state: string): Promise<string> {
  const { held, feeds } = await untilFeeds(
    stack,
    (all) => all.length === protocols.length && all.every((feed) => feed.state === state),
    LIMIT_MS,
  );
  return held ? state : feeds.map((feed) => `${feed.name} ${feed.state}`).join(', ');
}
