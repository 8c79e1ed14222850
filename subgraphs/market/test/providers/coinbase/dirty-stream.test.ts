import { afterEach, describe, expect, it } from 'vitest';
import { FeedReader } from '../contract/feed-reader.ts';
import { coinbaseDriver } from './coinbase-driver.ts';

type Driver = Awaited<ReturnType<typeof coinbaseDriver>>;

const SEEDS = Number(process.env['SEQUENCES'] ?? 12);
const STEPS = 60;

/** A small generator of its own, so that a seed makes the same trouble everywhere. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a dirty stream', () => {
  let driver: Driver;
  let readers: FeedReader[] = [];

  afterEach(async () => {
    for (const reader of readers) await reader.end();
    readers = [];
    await driver.stop();
  });

  function trouble(random: () => number): void {
    const { server } = driver;
    const kind = Math.floor(random() * 9);
    if (kind === 0) server.disconnect();
    if (kind === 1) server.freeze(true);
    if (kind === 2) server.mute(true);
    if (kind === 3) server.refuse({ status: 503, body: '' });
    if (kind === 4) driver.limit();
    if (kind === 5) server.cutRest(true);
    if (kind === 6) server.broadcast('{"type":"match"');
    if (kind === 7) server.restLag = Math.floor(random() * 20);
    if (kind === 8) driver.release();
  }

  function mend(): void {
    const { server } = driver;
    server.freeze(false);
    server.mute(false);
    server.refuse(null);
    server.cutRest(false);
    server.restLag = 0;
    driver.release();
  }

  function tradeSome(random: () => number): void {
    for (let count = Math.floor(random() * 12); count > 0; count--) {
      const symbol = driver.symbols[random() < 0.5 ? 0 : 1];
      const chance = random();
      driver.trade(symbol, chance < 0.1 ? 'DROPPED' : chance < 0.2 ? 'TWICE' : chance < 0.3 ? 'HELD' : 'SENT');
    }
  }

  /** Reads on, now and then by another process from where the log stands. */
  async function goOn(random: () => number): Promise<void> {
    const reader = readers.at(-1);
    if (reader && random() > 0.05) return reader.pass(Math.ceil(random() * 30) * 50);
    await reader?.end();
    readers.push(new FeedReader(driver, driver.symbols, random).start(reader?.position ?? null));
  }

  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`is told whole: every trade once, every gap filled (seed ${seed})`, async () => {
      const random = randomOf(seed);
      driver = await coinbaseDriver();
      await goOn(() => 0);
      await readers[0]?.live();
      for (const symbol of driver.symbols) driver.trade(symbol);
      await readers[0]?.until('it began', () => readers[0]?.trades.length === 2);
      for (let step = 0; step < STEPS; step++) {
        tradeSome(random);
        if (random() < 0.3) trouble(random);
        if (random() < 0.3) mend();
        await goOn(random);
      }
      mend();
      for (const symbol of driver.symbols) driver.trade(symbol);
      const last = readers.at(-1);
      const told = (symbol: string) => readers.flatMap((reader) => reader.keysOf(symbol)).sort((a, b) => a - b);
      const known = (symbol: string) => driver.ledger(symbol).map(({ key }) => key);
      await last?.until('all came', () => driver.symbols.every((symbol) => told(symbol).length >= known(symbol).length));
      await last?.pass(5_000);
      for (const symbol of driver.symbols) expect(told(symbol)).toEqual(known(symbol));
      const gaps = new Map(readers.flatMap(({ gaps: all }) => all).map((gap) => [`${gap.symbol} ${gap.id}`, gap.state]));
      expect([...gaps].filter(([, state]) => state !== 'FILLED')).toEqual([]);
    });
  }
});
