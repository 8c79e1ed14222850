import { type AssetClass, assetClasses } from '@marketgraph/vocabulary';
import { describe, expect, test } from 'vitest';
import type { ListedInstrument } from '../../src/domain/instrument.ts';
import { createLinker } from '../../src/domain/linking/link-instruments.ts';
import { scoreArticle } from '../../src/domain/scoring/score-article.ts';
import { afinnWords } from '../../src/providers/lexicon/afinn.ts';
import { opposites, templates } from '../../src/providers/simulator/templates.ts';

const risen: Record<AssetClass, string> = {
  STOCK: 'Alfa Robotics',
  ETF: 'Alfa Core Fund',
  INDEX: 'Alfa 100',
  CRYPTO: 'Alfacoin',
  FOREX: 'EUR/USD',
  COMMODITY: 'Copper',
};

function mentionsOf(template: string, assetClass: AssetClass) {
  const instruments: ListedInstrument[] = [
    { symbol: assetClass === 'FOREX' ? 'EUR-USD' : 'ALFA', name: risen[assetClass], assetClass },
    { symbol: 'BETA', name: 'Betaworks', assetClass },
  ];
  const headline = template.replace('{name}', risen[assetClass]).replace('{other}', 'Betaworks').replace('{percent}', '0.4%');
  const article = { headline, summary: null, symbols: [] };
  return scoreArticle(article, createLinker(instruments)(article), afinnWords).mentions;
}

const cases = (kind: 'good' | 'bad' | 'neutral') =>
  assetClasses.flatMap((assetClass) => templates[assetClass][kind].map((template) => [template, assetClass] as const));

describe('simulated headlines', () => {
  test.each(cases('good'))('are read as good news: %s (%s)', (template, assetClass) => {
    const [mention] = mentionsOf(template, assetClass);
    expect(mention?.score).toBeGreaterThanOrEqual(0.15);
  });

  test.each(cases('bad'))('are read as bad news: %s (%s)', (template, assetClass) => {
    const [mention] = mentionsOf(template, assetClass);
    expect(mention?.score).toBeLessThanOrEqual(-0.15);
  });

  test.each(cases('neutral'))('are read as neither: %s (%s)', (template, assetClass) => {
    expect(mentionsOf(template, assetClass)[0]?.label).toBe('NEUTRAL');
  });

  test.each(
    Object.entries(opposites).flatMap(([assetClass, list]) => list.map((template) => [template, assetClass as AssetClass] as const)),
  )('are good for one and bad for the other: %s (%s)', (template, assetClass) => {
    const mentions = mentionsOf(template, assetClass);
    expect(mentions.find(({ symbol }) => symbol !== 'BETA')?.score).toBeGreaterThanOrEqual(0.15);
    expect(mentions.find(({ symbol }) => symbol === 'BETA')?.score).toBeLessThanOrEqual(-0.15);
  });
});
