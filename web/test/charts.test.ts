import { describe, expect, it } from 'vitest';
import { pointsOf, secondsOf } from '../src/charts/candle-points.ts';
import { stepsOf } from '../src/charts/contribution-steps.ts';
import { reachOf, zeroShare } from '../src/charts/sentiment-scale.ts';
import { sparklinePath } from '../src/charts/sparkline-path.ts';
import { markedPieces } from '../src/features/news-sentiment/articles/marked-text.ts';
import { articlePoints } from '../src/features/news-sentiment/sentiment/article-points.ts';
import type { ArticleParts } from '../src/graphql/generated/fragments.ts';

describe('contribution bars', () => {
  it('start where the one before ended, and the last one ends at the score', () => {
    const part = (name: string, contribution: number) => ({ name, contribution, explanation: '' });
    const steps = stepsOf([part('RSI', -0.25), part('MACD', 0.5), part('SENTIMENT', 0.125)]);
    expect(steps.map(({ from, to }) => [from, to])).toEqual([
      [0, -0.25],
      [-0.25, 0.25],
      [0.25, 0.375],
    ]);
  });
});

describe('the sentiment scale', () => {
  const points = (...scores: number[]) => scores.map((score) => ({ from: '2026-11-20T14:00:00.000Z', score, articleCount: 1 }));

  it('changes colour where zero lies between the highest and lowest score', () => {
    expect(zeroShare(points(0.3, -0.1))).toBeCloseTo(0.75);
    expect(zeroShare(points(0.2, 0.4))).toBe(1);
    expect(zeroShare(points(-0.2))).toBe(0);
    expect(zeroShare([])).toBe(0.5);
  });

  it('reaches a quarter step beyond the farthest score, and never beyond one', () => {
    expect([reachOf(points(0.1)), reachOf(points(-0.61)), reachOf(points(1))]).toEqual([0.5, 0.75, 1]);
  });
});

describe('the sentiment of a young history', () => {
  const sentimentOf = (symbol: string, score: number | null) => ({
    symbol,
    relevance: 1,
    sentiment: score === null ? null : { score, label: 'NEUTRAL' as const, confidence: 1 },
  });
  const article = (publishedAt: string, mentions: ArticleParts['mentions']): ArticleParts => ({
    id: publishedAt,
    headline: '',
    summary: null,
    url: '',
    publisher: '',
    publishedAt,
    duplicateCount: 0,
    freshness: 'SIMULATED',
    sentiment: null,
    mentions,
  });

  it('is what each article said of the instrument, oldest first, without those not scored and those of before', () => {
    const articles = [
      article('2026-11-20T14:20:00.000Z', [sentimentOf('IBM', 0.9), sentimentOf('AAPL', -0.4)]),
      article('2026-11-20T14:10:00.000Z', [sentimentOf('AAPL', 0.6)]),
      article('2026-11-20T14:05:00.000Z', [sentimentOf('AAPL', null)]),
      article('2026-11-16T09:00:00.000Z', [sentimentOf('AAPL', 0.2)]),
    ];
    expect(articlePoints(articles, 'AAPL', '2026-11-17T14:00:00.000Z')).toEqual([
      { from: '2026-11-20T14:10:00.000Z', score: 0.6, articleCount: 1 },
      { from: '2026-11-20T14:20:00.000Z', score: -0.4, articleCount: 1 },
    ]);
  });
});

describe('candles', () => {
  it('turn columns into points, oldest first', () => {
    const columns = {
      openTime: ['2013-10-07T13:30:00.000Z', '2013-10-07T13:31:00.000Z'],
      open: ['1', '2'],
      high: ['3', '4'],
      low: ['1', '2'],
      close: ['2', '3'],
      volume: ['10', '20'],
    };
    expect(pointsOf(columns)[1]).toEqual({
      openTime: '2013-10-07T13:31:00.000Z',
      open: '2',
      high: '4',
      low: '2',
      close: '3',
      volume: '20',
    });
    expect(secondsOf('2013-10-07T13:31:00.000Z')).toBe(1381152660);
  });
});

describe('sparklines', () => {
  it('run from edge to edge, and flat where nothing moved', () => {
    expect(sparklinePath([5, 5, 5])).toBe('M0.0 25.0L48.0 25.0L96.0 25.0');
    expect(sparklinePath([1, 2])).toBe('M0.0 25.0L96.0 3.0');
  });
});

describe('evidence in a headline', () => {
  it('is marked where it stands, in the order of the text', () => {
    const pieces = markedPieces('Apple beats and raises', ['raises', 'beats']);
    expect(pieces.map(({ text, marked }) => [text, marked])).toEqual([
      ['Apple ', false],
      ['beats', true],
      [' and ', false],
      ['raises', true],
    ]);
  });

  it('that overlaps or is not there leaves the text whole', () => {
    expect(
      markedPieces('record profit', ['record profit', 'profit', 'loss'])
        .map((piece) => piece.text)
        .join(''),
    ).toBe('record profit');
  });
});
