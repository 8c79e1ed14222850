import { Metrics, silentLogger } from '@marketgraph/service';
import { encodeId, HOUR_MS, labelOf, MINUTE_MS, type Provenance } from '@marketgraph/vocabulary';
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Signal } from '../src/domain/signals/signal.ts';
import { type NewsSentiment, openNewsSentiment } from '../src/main/news-sentiment.ts';
import { saveArticle } from '../src/storage/article-writer.ts';
import { saveSignals } from '../src/storage/signal-writer.ts';
import { NOON, openWorld, type World } from './world.ts';

let world: World;
let news: NewsSentiment;

const YEAR_2013 = Date.UTC(2013, 9, 7, 15, 0);

async function publish(articleId: string, publishedAt: number, mentions: Record<string, number>, provenance: Provenance = 'SIMULATED') {
  const sentimentOf = (score: number) => ({
    ...{ score, label: labelOf(score), confidence: 0.6, model: 'local-v1' },
    ...{ evidence: ['jumps'], scoredAt: publishedAt, revision: 1 },
  });
  const [first = 0] = Object.values(mentions);
  const article = {
    ...{ articleId, headline: `Story ${articleId} jumps 5%_`, summary: null, url: `https://news.marketgraph.example/${articleId}` },
    ...{
      publisher: 'Harbor Street Wire',
      provenance,
      publishedAt,
      receivedAt: publishedAt,
      duplicateCount: 0,
      sentiment: sentimentOf(first),
    },
  };
  const rows = Object.entries(mentions).map(([symbol, score]) => ({ symbol, relevance: 1, sentiment: sentimentOf(score) }));
  await world.database.transaction((sql) => saveArticle(sql, article, articleId, rows));
}

function signal(symbol: string, issuedAt: number, articleIds: string[] = []): Signal {
  const evidence = {
    name: 'SENTIMENT',
    value: 0.4,
    weight: 1,
    normalised: 0.4,
    contribution: 0.4,
    explanation: 'Good news.',
    articleIds,
  } as const;
  return {
    ...{ signalId: `${symbol}@${issuedAt}`, symbol, action: 'BUY', previousAction: 'HOLD', score: 0.4, confidence: 0.3 },
    ...{ algorithm: 'composite-v1', issuedAt, provenance: 'SIMULATED', evidence: [evidence] },
  };
}

beforeAll(async () => {
  world = await openWorld();
  const { url, log, clock, database } = world;
  news = await openNewsSentiment({ databaseUrl: url, log, clock, logger: silentLogger, metrics: new Metrics(), env: {} });
  await world.instruments.save(database.pool, [{ symbol: 'ALFA', name: 'Alfa Robotics Inc.', assetClass: 'STOCK' }]);
  await publish('one', NOON - 40 * HOUR_MS, { ALFA: -0.5 });
  await publish('two', NOON - 2 * HOUR_MS, { ALFA: 0.2, BETA: -0.6 });
  await publish('three', NOON - HOUR_MS, { ALFA: 0.6 });
  await publish('old', YEAR_2013 - MINUTE_MS, { SPY: 0.5 }, 'REPLAYED');
  const spy = { symbol: 'SPY', seenAt: YEAR_2013, provenance: 'REPLAYED', price: null, action: null, score: null } as const;
  await world.states.save(database.pool, [spy]);
  await saveSignals(database.pool, [signal('ALFA', NOON - HOUR_MS), signal('ALFA', NOON, ['three', 'dropped since'])]);
});
afterAll(async () => {
  await news.close();
  await world.close();
});

async function ask(source: string, variableValues: Record<string, unknown> = {}) {
  const result = await graphql({ schema: news.api.schema, source, variableValues, contextValue: news.api.createContext(null) });
  const codes = result.errors?.map((error) => error.extensions['code']) ?? [];
  return { data: JSON.parse(JSON.stringify(result.data ?? null)), codes, messages: result.errors?.map(({ message }) => message) };
}

async function instrument(fields: string, symbol = 'ALFA') {
  const source = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Instrument { ${fields} } } }`;
  const { data, codes } = await ask(source, { refs: [{ __typename: 'Instrument', symbol }] });
  return { found: data._entities[0], codes };
}

describe('the news-sentiment schema', () => {
  test('pages through articles, newest first, without repeating or leaving out any', async () => {
    const source = 'query ($after: String) { articles(first: 2, after: $after) { nodes { headline } pageInfo { hasNextPage endCursor } } }';
    const first = await ask(source);
    const second = await ask(source, { after: first.data.articles.pageInfo.endCursor });
    const headlines = [...first.data.articles.nodes, ...second.data.articles.nodes].map(({ headline }) => headline.split(' ')[1]);
    expect(headlines).toEqual(['three', 'two', 'one', 'old']);
    expect(second.data.articles.pageInfo.hasNextPage).toBe(false);
  });

  test.each([
    ['{ symbols: ["BETA"] }', ['two']],
    ['{ label: [BEARISH] }', ['one']],
    ['{ search: "story THREE" }', ['three']],
    ['{ search: "100%" }', []],
    ['{ search: "5%_" }', ['three', 'two', 'one', 'old']],
    ['{ publisher: ["Nobody"] }', []],
    ['{ to: "2014-01-01T00:00:00.000Z" }', ['old']],
    ['{ symbols: [] }', []],
  ])('filters articles by %s', async (filter, expected) => {
    const { data } = await ask(`{ articles(filter: ${filter}) { nodes { headline } } }`);
    expect(data.articles.nodes.map(({ headline }: { headline: string }) => headline.split(' ')[1])).toEqual(expected);
  });

  test('tells of each mention whom it means, with the name it promises', async () => {
    const { data } = await ask(
      `{ article(id: "${encodeId('Article', 'two')}") { freshness mentions { symbol sentiment { label } instrument { id name } } } }`,
    );
    expect(data.article).toEqual({
      freshness: 'SIMULATED',
      mentions: [
        {
          symbol: 'ALFA',
          sentiment: { label: 'SOMEWHAT_BULLISH' },
          instrument: { id: encodeId('Instrument', 'ALFA'), name: 'Alfa Robotics Inc.' },
        },
        { symbol: 'BETA', sentiment: { label: 'BEARISH' }, instrument: null },
      ],
    });
  });

  test('weighs the sentiment of a window by recency and compares it with the window before', async () => {
    const { found } = await instrument('sentiment { score label articleCount bullish bearish neutral trend window }');
    // Ages of one and two hours in a day whose weight halves every six.
    const [fresh, aged] = [0.5 ** (1 / 6), 0.5 ** (2 / 6)];
    const mean = (0.6 * fresh + 0.2 * aged) / (fresh + aged);
    expect(found.sentiment).toMatchObject({ label: 'BULLISH', articleCount: 2, bullish: 2, bearish: 0, neutral: 0, window: 'P1D' });
    expect(found.sentiment.score).toBeCloseTo(mean, 4);
    expect(found.sentiment.trend).toBeCloseTo(mean + 0.5, 3);
  });

  test('has no sentiment, and no error, where nothing was written', async () => {
    expect(await instrument('sentiment { score }', 'QUIET')).toEqual({ found: { sentiment: null }, codes: [] });
  });

  test('ends the window of a recording where its playback stands', async () => {
    const { found } = await instrument('sentiment { articleCount } sentimentHistory(interval: ONE_MINUTE) { from score }', 'SPY');
    expect(found).toEqual({
      sentiment: { articleCount: 1 },
      sentimentHistory: [{ from: new Date(YEAR_2013 - MINUTE_MS).toISOString(), score: 0.5 }],
    });
  });

  test('tells the newest signal with its evidence, without articles that are gone', async () => {
    const { found } = await instrument(
      'signal { id issuedAt previousAction evidence { name contribution articles { headline } } } signals { nodes { issuedAt } }',
    );
    expect(found.signal).toMatchObject({
      id: encodeId('Signal', `ALFA@${NOON}`),
      issuedAt: new Date(NOON).toISOString(),
      previousAction: 'HOLD',
    });
    expect(found.signal.evidence[0].articles).toEqual([{ headline: 'Story three jumps 5%_' }]);
    expect(found.signals.nodes).toHaveLength(2);
  });

  test('serves the news of many instruments, each with its own page', async () => {
    const source =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Instrument { symbol news(first: 1) { nodes { id } pageInfo { hasNextPage } } } } }';
    const refs = ['ALFA', 'BETA', 'NONE'].map((symbol) => ({ __typename: 'Instrument', symbol }));
    const { data } = await ask(source, { refs });
    const found = data._entities.map(({ news }: { news: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean } } }) => [
      news.nodes[0]?.id,
      news.pageInfo.hasNextPage,
    ]);
    expect(found).toEqual([
      [encodeId('Article', 'three'), true],
      [encodeId('Article', 'two'), false],
      [undefined, false],
    ]);
  });

  test('finds articles, signals and instruments by reference, and nothing by a foreign id', async () => {
    const source =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { __typename ... on Article { headline } ... on Signal { action } ... on Instrument { symbol } } }';
    const refs = [
      { __typename: 'Article', id: encodeId('Article', 'one') },
      { __typename: 'Article', id: encodeId('Signal', 'one') },
      { __typename: 'Article', id: encodeId('Article', 'none\0') },
      { __typename: 'Signal', id: encodeId('Signal', `ALFA@${NOON}`) },
      { __typename: 'Instrument', id: encodeId('Instrument', '^SPX') },
      { __typename: 'Instrument', id: 'nonsense' },
    ];
    const { data, codes } = await ask(source, { refs });
    expect(codes).toEqual([]);
    expect(data._entities.map((entity: Record<string, string> | null) => entity && Object.values(entity)[1])).toEqual([
      'Story one jumps 5%_',
      null,
      null,
      'BUY',
      '^SPX',
      null,
    ]);
  });

  test.each([
    ['{ articles(first: 0) { nodes { id } } }', 'PAGE_TOO_LARGE'],
    ['{ articles(first: 501) { nodes { id } } }', 'PAGE_TOO_LARGE'],
    ['{ articles(after: "nonsense") { nodes { id } } }', 'MALFORMED_CURSOR'],
    ['{ articles(after: "WyJhIiwxXQ") { nodes { id } } }', 'MALFORMED_CURSOR'],
    ['{ signals(after: "WzFlMzAwLCJhIl0") { nodes { id } } }', 'MALFORMED_CURSOR'],
    ['{ articles(filter: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }) { nodes { id } } }', 'BAD_RANGE'],
    ['{ signals(filter: { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }) { nodes { id } } }', 'BAD_RANGE'],
  ])('answers %s with %s', async (source, code) => {
    expect((await ask(source)).codes).toEqual([code]);
  });

  test.each([
    ['sentiment(window: "PT0S") { score }', 'BAD_RANGE'],
    ['sentiment(window: "P400D") { score }', 'BAD_RANGE'],
    ['sentimentHistory(from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z") { score }', 'BAD_RANGE'],
    ['sentimentHistory(interval: ONE_SECOND, from: "2020-01-02T00:00:00Z") { score }', 'RANGE_TOO_LARGE'],
    ['news(first: -1) { nodes { id } }', 'PAGE_TOO_LARGE'],
  ])('answers %s of an instrument with %s', async (field, code) => {
    expect((await instrument(field)).codes).toEqual([code]);
  });
});
