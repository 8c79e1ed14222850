import { PollingFeed, type PollingFeedOptions } from '../polling/polling-feed.ts';
import { openRestClient } from '../rest/rest-client.ts';
import { type AlphaVantageOptions, alphaVantageVenue } from './alpha-vantage-venue.ts';
import { classifyAlphaVantage } from './classify.ts';

export interface OpenAlphaVantage extends AlphaVantageOptions, Omit<PollingFeedOptions, 'rest'> {
  readonly baseUrl: string;
  readonly key: string;
}

export function openAlphaVantage(options: OpenAlphaVantage): PollingFeed {
  const { baseUrl, key, budget, clock, random, logger, metrics } = options;
  const rest = openRestClient({
    provider: 'alpha-vantage',
    baseUrl,
    query: { apikey: key },
    secrets: [key],
    budget,
    clock,
    random,
    logger,
    metrics,
    classify: classifyAlphaVantage,
    // Calls are too few to be repeated at once: the plan comes back to it.
    retries: 0,
  });
  return new PollingFeed(alphaVantageVenue(options), { ...options, rest });
}
