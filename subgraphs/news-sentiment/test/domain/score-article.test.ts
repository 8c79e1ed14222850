import { describe, expect, test } from 'vitest';
import type { ListedInstrument } from '../../src/domain/instrument.ts';
import { createLinker } from '../../src/domain/linking/link-instruments.ts';
import { scoreArticle } from '../../src/domain/scoring/score-article.ts';
import { afinnWords } from '../../src/providers/lexicon/afinn.ts';

const instruments: ListedInstrument[] = [
  { symbol: 'ALFA', name: 'Alfa Robotics Inc.', assetClass: 'STOCK' },
  { symbol: 'BETA', name: 'Betacorp Holdings plc', assetClass: 'STOCK' },
  { symbol: 'XAU-USD', name: 'Gold, troy ounce', assetClass: 'COMMODITY' },
];
const link = createLinker(instruments);

function score(headline: string, summary: string | null = null) {
  const article = { headline, summary, symbols: [] };
  return scoreArticle(article, link(article), afinnWords);
}

const good = [
  'Alfa Robotics beats estimates as margins improve',
  'Alfa Robotics shares jump 6% on record orders',
  'Alfa Robotics raises full-year guidance',
  'Alfa Robotics cuts costs and narrows losses',
  'Alfa Robotics no longer expects a loss',
  'Alfa Robotics settles dispute without a penalty',
  'Regulators approve Alfa Robotics merger',
  'Analysts upgrade Alfa Robotics on strong demand',
  'Alfa Robotics returns to profit',
  'Unemployment falls sharply',
  'Alfa Robotics denies fraud allegations',
  'Profit slips but outlook beats expectations at Alfa Robotics',
  'Alfa Robotics +4.2% at midday',
];
const bad = [
  'Alfa Robotics misses estimates as costs rise',
  'Alfa Robotics shares plunge 12% after profit warning',
  'Alfa Robotics cuts guidance',
  'Alfa Robotics slashes dividend',
  'Alfa Robotics fails to win approval for new plant',
  'Alfa Robotics net loss widens',
  'Regulators open antitrust probe into Alfa Robotics',
  'Brokers downgrade Alfa Robotics',
  'Alfa Robotics hit by outage',
  'Alfa Robotics says demand will not improve',
  'Revenue rises but Alfa Robotics warns of shortfall',
  'Inflation surges',
  'Alfa Robotics is unlikely to recover this year',
];
const neutral = [
  'Alfa Robotics to publish results on Thursday',
  'Alfa Robotics names new head of logistics',
  'Alfa Robotics moves its annual meeting to another city',
];

describe('local-v1', () => {
  test.each(good)('finds good news in "%s"', (headline) => {
    expect(score(headline).overall.score).toBeGreaterThanOrEqual(0.15);
  });

  test.each(bad)('finds bad news in "%s"', (headline) => {
    expect(score(headline).overall.score).toBeLessThanOrEqual(-0.15);
  });

  test.each(neutral)('finds neither in "%s"', (headline) => {
    expect(score(headline).overall.label).toBe('NEUTRAL');
  });

  test.each([
    ['Alfa Robotics beats expectations while Betacorp slumps', 1, -1],
    ['Betacorp raises dividend; Alfa Robotics cuts guidance', -1, 1],
    ['Alfa Robotics gains on strong orders, but Betacorp warns of delays', 1, -1],
    ['Analysts upgrade Betacorp, Alfa Robotics downgraded', -1, 1],
  ])('tells in "%s" who is meant', (headline, alfa, beta) => {
    const { mentions } = score(headline);
    const sign = (symbol: string) => Math.sign(mentions.find((mention) => mention.symbol === symbol)?.score ?? 0);
    expect([sign('ALFA'), sign('BETA')]).toEqual([alfa, beta]);
  });

  test.each([...good, ...bad])('rests in "%s" on words that stand there', (headline) => {
    const { evidence } = score(headline).overall;
    expect(evidence.length).toBeGreaterThan(0);
    for (const words of evidence) expect(headline).toContain(words);
  });

  test('takes evidence from the summary literally, too', () => {
    const summary = 'The maker of arms said Demand Weakens in every region.';
    const { evidence } = score('Alfa Robotics speaks to investors', summary).overall;
    expect(evidence.some((words) => summary.includes(words))).toBe(true);
  });

  test('says more of a large move than of a small one', () => {
    expect(score('Alfa Robotics rises 15%').overall.score).toBeGreaterThan(score('Alfa Robotics rises 1%').overall.score);
  });

  test('is stronger for "sharply" and weaker for "slightly"', () => {
    const of = (how: string) => score(`Alfa Robotics falls ${how}`).overall.score;
    expect(of('sharply')).toBeLessThan(of('today'));
    expect(of('today')).toBeLessThan(of('slightly'));
  });

  test('is surer where the findings agree than where they contradict each other', () => {
    const agreeing = score('Alfa Robotics beats estimates and raises dividend').overall.confidence;
    const torn = score('Alfa Robotics beats estimates and slashes dividend').overall.confidence;
    expect(agreeing).toBeGreaterThan(torn);
  });

  test('stays between -1 and 1 however much is said', () => {
    const { overall } = score(Array(40).fill('soars surges beats estimates record profit').join(' '));
    expect(overall.score).toBeLessThanOrEqual(1);
    expect(overall.confidence).toBeLessThanOrEqual(1);
  });

  test('survives an empty headline', () => {
    expect(score('').overall).toMatchObject({ score: 0, label: 'NEUTRAL', evidence: [] });
  });
});
