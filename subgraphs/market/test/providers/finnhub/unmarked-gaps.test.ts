import { expect, it } from 'vitest';
import type { FeedGap } from '../../../src/domain/price-feed.ts';
import { FeedReader } from '../contract/feed-reader.ts';
import { finnhubDriver } from './finnhub-driver.ts';

const STEPS = 150;

/** The same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

interface Told {
  readonly symbol: string;
  readonly price: string;
  readonly at: number;
}

function isMarked({ symbol, at }: Told, gaps: readonly FeedGap[]): boolean {
  return gaps.some((gap) => gap.symbol === symbol && gap.from <= at && (gap.to === null || at <= gap.to));
}

it.each([1, 2, 3, 4])('whatever is missed between the first price and now lies in a gap that was told (seed %i)', async (seed) => {
  const random = randomOf(seed);
  const driver = await finnhubDriver();
  const reader = new FeedReader(driver).start();
  const all: Told[] = [];
  await reader.live();
  for (let step = 0; step < STEPS; step++) {
    const [dice, symbol] = [random(), driver.symbols[random() < 0.5 ? 0 : 1]];
    if (dice < 0.75) all.push({ symbol, price: driver.trade(symbol).price, at: driver.clock.now() });
    else if (dice < 0.83) driver.server.disconnect();
    else if (dice < 0.87) driver.server.refuse({ status: 503, body: '' });
    else if (dice < 0.95) driver.server.refuse(null);
    else {
      await reader.end();
      reader.start();
    }
    await reader.pass(random() < 0.3 ? 2_000 : 50);
  }
  await reader.end();
  const heard = new Set(reader.trades.map(({ price }) => price));
  const first = new Map(driver.symbols.map((symbol) => [symbol, reader.trades.find((trade) => trade.symbol === symbol)?.occurredAt]));
  const missed = all.filter(({ symbol, price, at }) => !heard.has(price) && at > (first.get(symbol) ?? Number.POSITIVE_INFINITY));
  expect(missed.length).toBeGreaterThan(5);
  expect(missed.filter((one) => !isMarked(one, reader.outcomes))).toEqual([]);
  expect(new Set(reader.trades.map(({ key }) => key)).size).toBe(reader.trades.length);
  await driver.stop();
});
