import { describe, expect, test } from 'vitest';
import type { ListedInstrument } from '../../src/domain/instrument.ts';
import { createLinker } from '../../src/domain/linking/link-instruments.ts';
import type { StoryItem } from '../../src/domain/market-story.ts';
import type { NewsDelivery } from '../../src/domain/news-feed.ts';
import { scoreArticle } from '../../src/domain/scoring/score-article.ts';
import { afinnWords } from '../../src/providers/lexicon/afinn.ts';
import { newsSimulator } from '../../src/providers/simulator/news-simulator.ts';
import { Dice } from '../../src/providers/simulator/random.ts';
import { NOON } from '../world.ts';

const instruments: ListedInstrument[] = Array.from({ length: 40 }, (_, index) => ({
  symbol: `S${index}`,
  name: `Firm ${'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOP'[index]}${index} Inc.`,
  assetClass: 'STOCK',
}));

/** An ordinary market: each instrument takes a normal step each half second; `jump` gives one of them a push. */
function* market(seconds: number, jump?: { symbol: string; at: number; factor: number }): Generator<StoryItem> {
  const dice = new Dice('market');
  const prices = new Map(instruments.map(({ symbol }) => [symbol, 100]));
  for (const instrument of instruments) yield { kind: 'listed', instrument };
  for (let step = 0; step < seconds * 2; step++) {
    for (const { symbol } of instruments) {
      const normal = Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next());
      const pushed = jump?.symbol === symbol && jump.at * 2 === step ? jump.factor : 1;
      const price = (prices.get(symbol) ?? 100) * Math.exp(0.0002 * normal) * pushed;
      prices.set(symbol, price);
      yield { kind: 'price', symbol, price, at: NOON + step * 500, position: `${step}` };
    }
  }
}

async function tell(items: Iterable<StoryItem>, seed = 'test'): Promise<NewsDelivery[]> {
  const story = {
    async *follow(): AsyncGenerator<StoryItem> {
      yield* items;
    },
  };
  const found: NewsDelivery[] = [];
  for await (const delivery of newsSimulator({ story, seed, now: () => NOON }).open(null, new AbortController().signal))
    found.push(delivery);
  return found;
}

describe('the news simulator', () => {
  test('writes about one headline each two to four seconds on an ordinary market', async () => {
    const told = await tell(market(300));
    expect(told.length).toBeGreaterThan(300 / 5);
    expect(told.length).toBeLessThan(300 / 1.5);
  });

  test('tells the same news of the same market, and other news with another seed', async () => {
    const once = await tell(market(60));
    expect(await tell(market(60))).toEqual(once);
    expect(await tell(market(60), 'other')).not.toEqual(once);
  });

  test.each([
    [1.05, 1],
    [0.95, -1],
  ])('follows a jump by a factor of %d with news of that direction', async (factor, sign) => {
    const told = await tell(market(120, { symbol: 'S7', at: 60, factor }));
    const after = told
      .flatMap(({ articles }) => articles)
      .filter(({ publishedAt, symbols }) => publishedAt >= NOON + 60_000 && symbols.includes('S7'));
    const [article] = after;
    expect(article?.publishedAt).toBeLessThan(NOON + 62_000);
    if (!article) return;
    const { mentions } = scoreArticle(article, createLinker(instruments)(article), afinnWords);
    expect(Math.sign(mentions.find(({ symbol }) => symbol === 'S7')?.score ?? 0)).toBe(sign);
  });

  test('says of every headline that it is simulated, and names no publisher that exists', async () => {
    for (const { articles } of await tell(market(60))) {
      const [article] = articles;
      expect(article?.provenance).toBe('SIMULATED');
      expect(article?.url).toMatch(/^https:\/\/news\.marketgraph\.example\//);
      expect(article?.summary).toContain('simulated market');
    }
  });

  test('is varied: hardly a headline comes twice in five minutes', async () => {
    const headlines = (await tell(market(300))).flatMap(({ articles }) => articles.map(({ headline }) => headline));
    expect(new Set(headlines).size).toBeGreaterThan(headlines.length * 0.9);
    expect(headlines.some((headline) => /while|;|, but/.test(headline))).toBe(true);
  });
});
