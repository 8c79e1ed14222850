import type { Clock, LiveFeedName, Logger, Metrics } from '@marketgraph/service';
import { MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import { dayStart, type Session, sessionAt } from '../domain/calendar.ts';
import { type CallBudget, type CallLimit, defaultLimits } from '../domain/call-budget.ts';
import type { Instrument } from '../domain/instrument.ts';
import { instrumentOfSymbol } from '../domain/instrument-directory.ts';
import { MemoryBudget } from '../domain/memory-budget.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import { openAlphaVantage } from '../providers/alpha-vantage/open-alpha-vantage.ts';
import { classifyBinance } from '../providers/binance/classify.ts';
import { binanceVenue } from '../providers/binance/venue.ts';
import { coinbaseVenue } from '../providers/coinbase/venue.ts';
import { classifyFinnhub } from '../providers/finnhub/classify.ts';
import { FinnhubRest } from '../providers/finnhub/finnhub-rest.ts';
import { finnhubVenue } from '../providers/finnhub/venue.ts';
import { classifyKraken } from '../providers/kraken/classify.ts';
import { krakenVenue } from '../providers/kraken/venue.ts';
import type { RestClient } from '../providers/rest/rest-answer.ts';
import { openRestClient, type RestClientOptions } from '../providers/rest/rest-client.ts';
import { StreamFeed } from '../providers/stream/stream-feed.ts';
import type { StreamVenue } from '../providers/stream/stream-venue.ts';
import { type FeedsConfig, secretsIn } from './feeds-config.ts';
import { canServe } from './live-providers.ts';

export interface LivePlace {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Where calls are counted so that a restart does not forget them; in memory where it is left out. */
  readonly budgetOf?: (provider: LiveFeedName, limits: readonly CallLimit[]) => CallBudget;
}

/** Makes the REST client of the provider whose line it is. */
export type RestAt = (baseUrl: string, more?: RestMore) => RestClient;
type RestMore = Pick<RestClientOptions, 'classify' | 'query' | 'headers'>;
type VenueOf = (read: FeedsConfig, rest: RestAt, clock: Clock) => StreamVenue;

/** How the venue of each company that streams is made: one line for each. */
const venues = {
  coinbase: (read, rest) => coinbaseVenue({ wsUrl: read.COINBASE_WS_URL, rest: rest(read.COINBASE_REST_URL) }),
  binance: (read, rest) => binanceVenue({ wsUrl: read.BINANCE_WS_URL, rest: rest(read.BINANCE_REST_URL, { classify: classifyBinance }) }),
  kraken: (read, rest) => krakenVenue({ wsUrl: read.KRAKEN_WS_URL, rest: rest(read.KRAKEN_REST_URL, { classify: classifyKraken }) }),
  finnhub: (read, rest, clock) => {
    const { FINNHUB_WS_URL: wsUrl, FINNHUB_API_KEY: key = '', FINNHUB_MAX_SYMBOLS: maxSymbols } = read;
    const callsPerMinute = read.FINNHUB_CALLS_PER_MINUTE;
    return finnhubVenue({ wsUrl, key, maxSymbols, callsPerMinute, rest: finnhubRest(read, rest, clock) });
  },
} as const satisfies Partial<Record<LiveFeedName, VenueOf>>;

export type StreamName = keyof typeof venues;
export const streamNames = Object.keys(venues) as readonly StreamName[];

export function isStreamName(name: string): name is StreamName {
  return name in venues;
}

/** Of what it could be asked for by name, it has what it may serve. */
export function openVenue(name: StreamName, read: FeedsConfig, place: LivePlace): StreamVenue {
  const venue = venues[name](read, (baseUrl, more) => restOf(name, read, place, { baseUrl, ...more }), place.clock);
  return { ...venue, providerSymbolOf: (symbol) => (canServe(name, symbol) ? venue.providerSymbolOf(symbol) : null) };
}

export function openLiveFeed(name: LiveFeedName, symbols: readonly string[], read: FeedsConfig, place: LivePlace): PriceFeed {
  const instruments = symbols.flatMap((symbol) => instrumentOfSymbol(symbol) ?? []);
  const own = { ...place, logger: place.logger.child({ part: `feed ${name}` }), instruments };
  return isStreamName(name) ? new StreamFeed(openVenue(name, read, own), own) : openPolling(read, own);
}

function openPolling(read: FeedsConfig, place: LivePlace & { readonly instruments: readonly Instrument[] }): PriceFeed {
  const limits = limitsOf('alpha-vantage', read);
  const [key, baseUrl, intraday] = [read.ALPHA_VANTAGE_API_KEY ?? '', read.ALPHA_VANTAGE_REST_URL, read.ALPHA_VANTAGE_INTRADAY];
  return openAlphaVantage({ ...place, key, baseUrl, intraday, limits, budget: budgetFor('alpha-vantage', limits, place), sessionOf });
}

function sessionOf({ exchange }: Instrument, at: number): Session {
  if (exchange) return sessionAt(exchange, at);
  return { open: true, opensAt: null, closesAt: null, tradingDayStart: dayStart(at, 'UTC') };
}

/** What Finnhub tells when it is asked; its budget is the one that its feed draws on. */
export function openFinnhubRest(read: FeedsConfig, place: LivePlace): FinnhubRest {
  return finnhubRest(read, (baseUrl, more) => restOf('finnhub', read, place, { baseUrl, ...more }), place.clock);
}

function finnhubRest(read: FeedsConfig, rest: RestAt, clock: Clock): FinnhubRest {
  const query = { token: read.FINNHUB_API_KEY ?? '' };
  return new FinnhubRest({ rest: rest(read.FINNHUB_REST_URL, { classify: classifyFinnhub, query }), clock });
}

/** What a plan allows; paid ones allow more. */
function limitsOf(name: LiveFeedName, read: FeedsConfig): readonly CallLimit[] {
  if (name === 'finnhub') return [defaultLimits.finnhub[0], { calls: read.FINNHUB_CALLS_PER_MINUTE, perMs: MINUTE_MS }];
  if (name !== 'alpha-vantage') return defaultLimits[name];
  const [, day] = defaultLimits['alpha-vantage'];
  return [
    // Spread evenly: who asks at once for what a minute allows is refused.
    { calls: 1, perMs: Math.max(Math.ceil(MINUTE_MS / read.ALPHA_VANTAGE_CALLS_PER_MINUTE), SECOND_MS / 10) },
    { calls: read.ALPHA_VANTAGE_CALLS_PER_DAY, perMs: day.perMs },
  ];
}

export function restOf(
  provider: LiveFeedName,
  read: FeedsConfig,
  place: LivePlace,
  told: { readonly baseUrl: string } & RestMore,
): RestClient {
  const { clock, random, logger, metrics } = place;
  const budget = budgetFor(provider, limitsOf(provider, read), place);
  return openRestClient({ provider, secrets: secretsIn(read), budget, clock, random, logger, metrics, ...told });
}

function budgetFor(provider: LiveFeedName, limits: readonly CallLimit[], { budgetOf, clock }: LivePlace): CallBudget {
  return budgetOf?.(provider, limits) ?? new MemoryBudget(limits, clock);
}
