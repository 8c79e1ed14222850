import { afterEach, describe, expect, it } from 'vitest';
import { binanceDriver } from './binance/binance-driver.ts';
import { coinbaseDriver } from './coinbase/coinbase-driver.ts';
import type { FeedDriver } from './contract/feed-driver.ts';
import { FeedReader } from './contract/feed-reader.ts';
import { krakenDriver } from './kraken/kraken-driver.ts';

const STEPS = 400;
const { STORM_SEED: only, STORM_SEEDS: many = '3' } = process.env;
const SEEDS = only ? [Number(only)] : Array.from({ length: Number(many) }, (_, index) => index + 1);

/** Everything that a link and a venue do wrong, in any order; the seed names it. */
function storm(driver: FeedDriver, random: () => number): void {
  const symbol = driver.symbols[random() < 0.7 ? 0 : 1];
  const dice = random();
  if (dice < 0.55) driver.trade(symbol);
  else if (dice < 0.65) driver.trade(symbol, 'DROPPED');
  else if (dice < 0.75) driver.trade(symbol, 'TWICE');
  else if (dice < 0.87) driver.trade(symbol, 'HELD');
  else if (dice < 0.94) driver.release();
  else if (dice < 0.96) driver.server.disconnect();
  else if (dice < 0.98) driver.server.broadcast(driver.malformedFrame());
  else driver.limit();
}

describe.each([
  ['Binance', () => binanceDriver()],
  ['Coinbase', coinbaseDriver],
  ['Kraken', krakenDriver],
] as const)('Through a storm the feed of %s', (_name, create) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  it.each(SEEDS)(
    'tells every trade once, and every gap comes to its end (seed %i, STORM_SEED)',
    async (seed) => {
      const random = mulberry32(seed);
      const driver = await create();
      const reader = new FeedReader(driver, driver.symbols, random);
      ends.push(() => reader.end().then(() => driver.stop()));
      await reader.start().live();
      for (const symbol of driver.symbols) driver.trade(symbol);
      await reader.until('both have begun', () => reader.trades.length >= 2);
      for (let step = 0; step < STEPS; step++) {
        storm(driver, random);
        if (random() < 0.3) await reader.pass(Math.floor(random() * 400));
        // As after a kill: it goes on from the position that was kept last.
        if (random() < 0.01) await reader.end().then(() => reader.start());
      }
      driver.release();
      await reader.until('both are followed', () => reader.state === 'LIVE' && driver.followed().length === 2);
      for (const symbol of driver.symbols) driver.trade(symbol);
      const all = driver.symbols.flatMap((symbol) => driver.ledger(symbol)).length;
      await reader.until('all came', () => reader.trades.length >= all && reader.outcomes.every(({ state }) => state !== 'OPEN'));
      for (const symbol of driver.symbols) {
        const told = reader.trades.filter((trade) => trade.symbol === symbol).sort((a, b) => a.key - b.key);
        expect(told.map(({ key, price }) => ({ key, price }))).toEqual(driver.ledger(symbol));
      }
      expect(reader.outcomes.filter(({ state }) => state === 'LOST')).toEqual([]);
    },
    60_000,
  );
});

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
