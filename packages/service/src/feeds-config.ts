import { z } from 'zod';
import { commaList } from './config.ts';

/** Companies whose prices FEEDS may name. */
export const liveFeedNames = ['coinbase', 'binance', 'kraken', 'finnhub', 'alpha-vantage'] as const;
export type LiveFeedName = (typeof liveFeedNames)[number];

export const feedNames = ['simulator', 'recording', ...liveFeedNames] as const;
export type FeedName = (typeof feedNames)[number];

/** Checked here rather than across fields, so that it is told together with every other fault. */
const feedList = commaList
  .superRefine((names, context) => {
    const unknown = names.filter((name) => !isFeedName(name));
    const fault = unknown.length > 0 ? `${unknown.join(', ')} is no feed` : names.length === 0 && 'names no feed';
    if (fault) context.addIssue({ code: 'custom', message: `${fault}; feeds are ${feedNames.join(', ')}.` });
  })
  // Whoever names one twice means it once.
  .transform((names) => [...new Set(names.filter(isFeedName))]);

/** What is played or followed, as every process that has feeds reads it. */
export const feedsConfig = {
  FEEDS: feedList.default(['simulator']),
  SYMBOLS: commaList.optional(),
  RECORDINGS_DIR: z.string().optional(),
  RECORDING_SPEED: z.union([z.literal('max'), z.coerce.number().positive()]).default(1),
  RECORDING_TIMES: z.enum(['kept', 'now']).default('kept'),
};

function isFeedName(name: string): name is FeedName {
  return feedNames.some((known) => known === name);
}
