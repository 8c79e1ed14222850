import type { Batch } from '@marketgraph/bus';
import type { AnyEvent, AnyNewEvent } from '@marketgraph/events';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computeSignals, createSignalHandler } from '../../src/pipeline/compute-signals.ts';
import { projectPrices } from '../../src/pipeline/project-prices.ts';
import { type ScoringOptions, scoreArticles } from '../../src/pipeline/score-articles.ts';
import type { SignalOptions } from '../../src/pipeline/update-signal.ts';
import { afinnWords } from '../../src/providers/lexicon/afinn.ts';
import { closesBefore, savePricePoints } from '../../src/storage/price-points.ts';
import { articleReceived, instrumentListed, NOON, openWorld, pricesReceived, type World } from '../world.ts';

let world: World;
let options: SignalOptions;
let scoring: ScoringOptions;
beforeAll(async () => {
  world = await openWorld();
  const { log, database, sentiments, states, instruments, clock } = world;
  options = { log, database, sentiments, states };
  scoring = { log, database, instruments, clock, words: afinnWords };
});
beforeEach(() => world.database.pool.query('TRUNCATE news_sentiment.signals, news_sentiment.symbol_states, news_sentiment.price_points'));
afterAll(() => world.close());

function batchOf(...events: AnyNewEvent[]): Batch {
  const place = { epoch: 'test', positions: [0] };
  const logged = events.map((event) => ({ event: { ...event, version: 1, publishedAt: NOON } as AnyEvent, place, partition: 0 }));
  return { events: logged, acknowledgeIn: async () => undefined };
}

/** Two hours of minutes that rise, with a ripple. */
function rising(symbol: string) {
  return Array.from({ length: 120 }, (_, index) => ({
    symbol,
    openTime: NOON - (120 - index) * MINUTE_MS,
    close: (100 + index * 0.05 + Math.sin(index)).toFixed(2),
  }));
}
const stored = () =>
  world.rows('SELECT symbol, action, previous_action, score, issued_at, evidence FROM news_sentiment.signals ORDER BY issued_at');

describe('composing signals', () => {
  test('prices and articles lead to signals whose evidence adds up to the score', async () => {
    await savePricePoints(world.database.pool, rising('ALFA'));
    await world.log.append([instrumentListed('ALFA', 'Alfa Robotics Inc.')]);
    await world.whileRunning(projectPrices(world), () => world.heard('InstrumentListed', 1).then(() => untilKnown('ALFA')));
    await world.whileRunning(scoreArticles(scoring), () =>
      world.whileRunning(computeSignals(options), async () => {
        await world.log.append([pricesReceived('ALFA', '106.4', NOON)]);
        await world.heard('SignalChanged', 1);
        await world.log.append([articleReceived('news', 'Alfa Robotics beats estimates, shares soar', { at: NOON + 1_000 })]);
        const [first, second] = await world.heard('SignalChanged', 2);
        expect(first?.payload).toMatchObject({ symbol: 'ALFA', previousAction: null, algorithm: 'composite-v1', issuedAt: NOON });
        expect(second?.payload).toMatchObject({ previousAction: first?.payload.action, issuedAt: NOON + 1_000 });
        expect(second?.payload.score).toBeGreaterThan(first?.payload.score ?? 1);
      }),
    );
    const signals = await stored();
    expect(signals).toHaveLength(2);
    for (const { score, evidence } of signals as { score: number; evidence: { contribution: number }[] }[]) {
      expect(evidence.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 9);
    }
    const evidence = signals[1]?.['evidence'] as { name: string; articleIds: string[] }[];
    expect(evidence.find(({ name }) => name === 'SENTIMENT')?.articleIds).toEqual(['news']);
  });

  test('prices of a source that only stands by lead to none', async () => {
    await savePricePoints(world.database.pool, rising('STBY'));
    const told = pricesReceived('STBY', '106.4', NOON);
    const standby = { ...told, payload: { ...told.payload, mark: 'STANDBY' } } as typeof told;
    const handle = createSignalHandler(options);
    await handle(batchOf(standby));
    expect(await stored()).toEqual([]);
    await handle(batchOf(told));
    expect(await stored()).toHaveLength(1);
  });

  test('a batch that is delivered again makes no second signal and no second event', async () => {
    await savePricePoints(world.database.pool, rising('BETA'));
    const batch = batchOf(pricesReceived('BETA', '106.4', NOON));
    const before = (await world.heard('SignalChanged', 0)).length;
    await createSignalHandler(options)(batch);
    await createSignalHandler(options)(batch);
    expect(await stored()).toHaveLength(1);
    const told = (await world.heard('SignalChanged', before + 1)).filter(({ payload }) => payload.symbol === 'BETA');
    expect(told).toHaveLength(1);
  });

  test('prices are looked at once in ten seconds of event time', async () => {
    await savePricePoints(world.database.pool, rising('ALFA'));
    const at = (seconds: number, price: string) => pricesReceived('ALFA', price, NOON + seconds * 1_000);
    await createSignalHandler(options)(batchOf(at(0, '106'), at(3, '90'), at(9.9, '120'), at(10, '99')));
    const signals = await stored();
    expect(signals.map((signal) => (signal['issued_at'] as Date).getTime())).toEqual([NOON, NOON + 10_000]);
  });

  test('a score that hardly moves is no news', async () => {
    await savePricePoints(world.database.pool, rising('CALM'));
    const handle = createSignalHandler(options);
    await handle(batchOf(pricesReceived('CALM', '106.40', NOON)));
    await handle(batchOf(pricesReceived('CALM', '106.40', NOON + 10_000)));
    expect(await stored()).toHaveLength(1);
  });

  test('prices that come late never move a signal back in time', async () => {
    await savePricePoints(world.database.pool, rising('ALFA'));
    const handle = createSignalHandler(options);
    await handle(batchOf(pricesReceived('ALFA', '106.4', NOON)));
    await createSignalHandler(options)(batchOf(pricesReceived('ALFA', '90', NOON - 60_000)));
    expect(await stored()).toHaveLength(1);
    expect((await world.states.of(['ALFA'])).get('ALFA')?.seenAt).toBe(NOON);
  });

  test('nothing is stored when the event of a signal cannot be appended', async () => {
    await savePricePoints(world.database.pool, rising('ALFA'));
    const failing = { ...options, log: { consume: world.log.consume, appendIn: () => Promise.reject(new Error('no log')) } };
    await expect(createSignalHandler(failing)(batchOf(pricesReceived('ALFA', '106.4', NOON)))).rejects.toThrow('no log');
    expect(await stored()).toEqual([]);
    expect((await world.states.of(['ALFA'])).size).toBe(0);
  });

  test('a batch of many instruments gives each the signal that it would get alone, and each trigger its own', async () => {
    const symbols = Array.from({ length: 45 }, (_, index) => `S${index}`);
    for (const symbol of [...symbols, 'ALONE']) await savePricePoints(world.database.pool, rising(symbol));
    const before = (await world.heard('SignalChanged', 0)).length;
    const at = (seconds: number, price: string) => symbols.map((symbol) => pricesReceived(symbol, price, NOON + seconds * 1_000));
    await createSignalHandler(options)(batchOf(...at(0, '106'), ...at(10, '90')));
    await createSignalHandler(options)(batchOf(pricesReceived('ALONE', '106', NOON), pricesReceived('ALONE', '90', NOON + 10_000)));
    const told = await world.heard('SignalChanged', before + 92);
    const alone = told.filter(({ payload }) => payload.symbol === 'ALONE').map(({ payload }) => payload);
    expect(alone).toHaveLength(2);
    for (const symbol of symbols) {
      const own = told.filter(({ payload }) => payload.symbol === symbol).map(({ payload }) => payload);
      expect(own).toEqual(alone.map((signal) => ({ ...signal, symbol, signalId: `${symbol}@${signal.issuedAt}` })));
    }
  });

  test('an instrument without closes and news gets no signal', async () => {
    await createSignalHandler(options)(batchOf(pricesReceived('LONE', '1', NOON)));
    expect(await stored()).toEqual([]);
  });
});

describe('the projection of closes', () => {
  test('takes closed minutes of trades and keeps the newest five hundred', async () => {
    const symbol = 'MANY';
    await savePricePoints(
      world.database.pool,
      Array.from({ length: 620 }, (_, index) => ({ symbol, openTime: NOON + index * MINUTE_MS, close: String(index) })),
    );
    const [row] = await world.rows(
      'SELECT count(*)::integer AS count, min(close)::integer AS oldest FROM news_sentiment.price_points WHERE symbol = $1',
      [symbol],
    );
    expect(row).toEqual({ count: 500, oldest: 120 });
  });

  test('gives only minutes that were over, oldest first', async () => {
    await savePricePoints(world.database.pool, rising('ALFA'));
    const [none, closes] = await closesBefore(
      world.database.pool,
      ['NONE', 'ALFA'].map((symbol) => ({ symbol, at: NOON - 30_000 })),
      3,
    );
    expect(none).toEqual([]);
    expect(closes).toEqual(
      rising('ALFA')
        .slice(-4, -1)
        .map(({ close }) => Number(close)),
    );
  });
});

async function untilKnown(symbol: string): Promise<void> {
  while (!(await world.instruments.names([symbol])).has(symbol)) await new Promise((resolve) => setImmediate(resolve));
}
