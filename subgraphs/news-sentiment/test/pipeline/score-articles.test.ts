import type { Batch } from '@marketgraph/bus';
import type { AnyEvent } from '@marketgraph/events';
import { HOUR_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ScoringOptions, scoreArticles, scoreBatch } from '../../src/pipeline/score-articles.ts';
import { afinnWords } from '../../src/providers/lexicon/afinn.ts';
import { articleReceived, NOON, openWorld, type World } from '../world.ts';

let world: World;
let options: ScoringOptions;
beforeAll(async () => {
  world = await openWorld();
  const { log, database, instruments, clock } = world;
  options = { log, database, instruments, clock, words: afinnWords };
  await instruments.save(database.pool, [
    { symbol: 'ALFA', name: 'Alfa Robotics Inc.', assetClass: 'STOCK' },
    { symbol: 'BETA', name: 'Betacorp plc', assetClass: 'STOCK' },
  ]);
});
beforeEach(() => world.database.pool.query('TRUNCATE news_sentiment.articles CASCADE'));
afterAll(() => world.close());

/** A batch as a consumer gets it again after a crash between commit and acknowledgement. */
function batchOf(...events: ReturnType<typeof articleReceived>[]): Batch {
  const place = { epoch: 'test', positions: [0] };
  const logged = events.map((event) => ({ event: { ...event, version: 1, publishedAt: NOON } as AnyEvent, place, partition: 0 }));
  return { events: logged, acknowledgeIn: async () => undefined };
}
const counts = async () => {
  const [row] = await world.rows(`SELECT (SELECT count(*)::integer FROM news_sentiment.articles) AS articles,
    (SELECT count(*)::integer FROM news_sentiment.mentions) AS mentions, (SELECT max(duplicate_count) FROM news_sentiment.articles) AS duplicates`);
  return row;
};

describe('scoring articles', () => {
  test('an article in the log is stored with its mentions and told as scored', async () => {
    const headline = 'Alfa Robotics beats expectations while Betacorp slumps';
    await world.whileRunning(scoreArticles(options), async () => {
      await world.log.append([articleReceived('first', headline)]);
      const [event] = await world.heard('ArticleScored', 1);
      expect(event?.payload).toMatchObject({
        articleId: 'first',
        headline,
        publishedAt: NOON,
        receivedAt: NOON + 5,
        duplicateCount: 0,
        rescored: false,
      });
      const [alfa, beta] = event?.payload.mentions ?? [];
      expect(alfa).toMatchObject({ symbol: 'ALFA', name: 'Alfa Robotics Inc.' });
      expect(alfa?.sentiment.score).toBeGreaterThan(0.3);
      expect(beta).toMatchObject({ symbol: 'BETA', sentiment: { label: 'BEARISH' } });
      expect(await counts()).toEqual({ articles: 1, mentions: 2, duplicates: 0 });
    });
  });

  test('an article that is delivered again changes nothing and is told once', async () => {
    const batch = batchOf(articleReceived('again', 'Alfa Robotics raises guidance'));
    const before = (await world.heard('ArticleScored', 0)).length;
    await scoreBatch(options, batch);
    await scoreBatch(options, batch);
    expect(await counts()).toEqual({ articles: 1, mentions: 1, duplicates: 0 });
    const told = await world.heard('ArticleScored', before + 1);
    expect(told.filter(({ payload }) => payload.articleId === 'again')).toHaveLength(1);
  });

  test('further reports of a story within a day count in the first one, also when they come again', async () => {
    const copies = batchOf(
      articleReceived('a', 'Alfa Robotics: profit jumps 5%'),
      articleReceived('b', 'ALFA ROBOTICS profit jumps 5%!', { at: NOON + HOUR_MS, publisher: 'The Tidewater Ledger' }),
      articleReceived('c', 'Alfa Robotics profit jumps 5% - Northlight Business', {
        at: NOON + 2 * HOUR_MS,
        publisher: 'Northlight Business',
      }),
    );
    await scoreBatch(options, copies);
    await scoreBatch(options, copies);
    expect(await counts()).toEqual({ articles: 1, mentions: 1, duplicates: 2 });
  });

  test('the same words a day later are another story', async () => {
    const headline = 'Alfa Robotics closes higher';
    await scoreBatch(
      options,
      batchOf(articleReceived('monday', headline), articleReceived('tuesday', headline, { at: NOON + 24 * HOUR_MS })),
    );
    expect(await counts()).toEqual({ articles: 2, mentions: 2, duplicates: 0 });
  });

  test('nothing is stored when its event cannot be appended', async () => {
    const failing = { ...options, log: { consume: world.log.consume, appendIn: () => Promise.reject(new Error('no log')) } };
    await expect(scoreBatch(failing, batchOf(articleReceived('lost', 'Alfa Robotics soars')))).rejects.toThrow('no log');
    expect(await counts()).toEqual({ articles: 0, mentions: 0, duplicates: null });
  });

  test('two consumers that get copies of one story at once agree on the first', async () => {
    const headline = 'Betacorp wins contract';
    await Promise.all(['x', 'y', 'z'].map((id) => scoreBatch(options, batchOf(articleReceived(id, headline)))));
    expect(await counts()).toEqual({ articles: 1, mentions: 1, duplicates: 2 });
  });

  test('symbols that the provider names are kept, also of instruments not yet heard of', async () => {
    await scoreBatch(options, batchOf(articleReceived('unknown', 'Shares soar 10%', { symbols: ['GAMMA', 'not a symbol'] })));
    expect(await world.rows('SELECT symbol, label FROM news_sentiment.mentions')).toEqual([{ symbol: 'GAMMA', label: 'BULLISH' }]);
  });
});
