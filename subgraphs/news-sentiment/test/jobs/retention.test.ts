import { DAY_MS, type Provenance } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropOldSimulated } from '../../src/jobs/retention.ts';
import { saveArticle, saveDuplicate } from '../../src/storage/article-writer.ts';
import { NOON, openWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function publish(articleId: string, days: number, provenance: Provenance): Promise<void> {
  const publishedAt = NOON - days * DAY_MS;
  const sentiment = {
    score: 0,
    label: 'NEUTRAL',
    confidence: 0.3,
    model: 'local-v1',
    evidence: [],
    scoredAt: publishedAt,
    revision: 1,
  } as const;
  const article = { articleId, headline: articleId, summary: null, url: 'https://news.marketgraph.example/x', publisher: 'Old Wire' };
  const rest = { provenance, publishedAt, receivedAt: publishedAt, duplicateCount: 0, sentiment };
  await world.database.transaction((sql) =>
    saveArticle(sql, { ...article, ...rest }, articleId, [{ symbol: 'ALFA', relevance: 1, sentiment }]),
  );
}

test('simulated articles go after thirty days with what belongs to them; recordings and live news stay', async () => {
  await publish('young', 29, 'SIMULATED');
  await publish('aged', 31, 'SIMULATED');
  await publish('recorded', 4_000, 'REPLAYED');
  await publish('live', 31, 'LIVE');
  await saveDuplicate(world.database.pool, 'copy of aged', 'aged');
  expect(await dropOldSimulated(world.database.pool, NOON)).toEqual({ articles: 1, signals: 0 });
  expect(await dropOldSimulated(world.database.pool, NOON)).toEqual({ articles: 0, signals: 0 });
  const left = await world.rows('SELECT article_id AS id FROM news_sentiment.mentions ORDER BY article_id');
  expect(left.map(({ id }) => id)).toEqual(['live', 'recorded', 'young']);
  expect(await world.rows('SELECT * FROM news_sentiment.duplicates')).toEqual([]);
});
