import type { WindowSentiment } from '../sentiment-summary.ts';
import { MOMENTUM_STEPS, type PriceReadings } from './price-readings.ts';
import type { EvidenceName } from './signal.ts';

/** One input before it is weighted. */
export interface Reading {
  readonly name: EvidenceName;
  readonly value: number;
  /** From -1 to 1. */
  readonly normalised: number;
  readonly sentence: string;
  readonly articleIds: readonly string[];
}

export interface SentimentInput {
  readonly window: WindowSentiment;
  /** The newest ones in the window. */
  readonly articleIds: readonly string[];
}

export function readingsOf(prices: PriceReadings, sentiment: SentimentInput | null): Reading[] {
  return [rsiReading(prices), macdReading(prices), momentumReading(prices), sentimentReading(sentiment)].filter(
    (reading) => reading !== null,
  );
}

/** Against the trend: what has risen far is expected to pause. 30 and 70, the usual bounds, become 0.67 and -0.67. */
function rsiReading({ rsi }: PriceReadings): Reading | null {
  if (rsi === null) return null;
  const state = rsi >= 70 ? 'overbought' : rsi <= 30 ? 'oversold' : 'neither overbought nor oversold';
  return reading('RSI', round(rsi, 2), (50 - rsi) / 30, `RSI over 14 minutes is ${rsi.toFixed(1)}: ${state}.`);
}

/** Judged against the instrument's own step: half of it is a strong crossing. */
function macdReading({ macdPercent, stepPercent }: PriceReadings): Reading | null {
  if (macdPercent === null || stepPercent === null) return null;
  const side = macdPercent >= 0 ? 'above' : 'below';
  const sentence = `MACD is ${Math.abs(macdPercent).toFixed(3)} % of the price ${side} its signal line.`;
  return reading('MACD', round(macdPercent, 4), Math.tanh(macdPercent / (0.5 * stepPercent)), sentence);
}

/** Judged against how far chance alone would have carried it. */
function momentumReading({ momentumPercent, stepPercent }: PriceReadings): Reading | null {
  if (momentumPercent === null || stepPercent === null) return null;
  const ordinary = stepPercent * Math.sqrt(MOMENTUM_STEPS);
  const sentence = `Price changed by ${signed(momentumPercent)} % in ${MOMENTUM_STEPS} minutes; ${ordinary.toFixed(2)} % would be ordinary for it.`;
  return reading('MOMENTUM', round(momentumPercent, 4), Math.tanh(momentumPercent / (1.5 * ordinary)), sentence);
}

function sentimentReading(sentiment: SentimentInput | null): Reading | null {
  if (!sentiment || sentiment.window.articleCount === 0) return null;
  const { score, articleCount, bullish, bearish } = sentiment.window;
  const articles = articleCount === 1 ? '1 article' : `${articleCount} articles`;
  const sentence = `Sentiment of ${articles} in 24 hours is ${signed(score)}: ${bullish} bullish, ${bearish} bearish.`;
  return { ...reading('SENTIMENT', score, score, sentence), articleIds: sentiment.articleIds };
}

function reading(name: EvidenceName, value: number, normalised: number, sentence: string): Reading {
  return { name, value, normalised: round(Math.max(-1, Math.min(1, normalised)), 4), sentence, articleIds: [] };
}

const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(2)}`;

function round(value: number, digits: number): number {
  const rounded = Number(value.toFixed(digits));
  return rounded === 0 ? 0 : rounded;
}
