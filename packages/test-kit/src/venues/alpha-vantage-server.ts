import { alphaVantageAnswer, premiumFunctions } from './alpha-vantage-answers.ts';
import { type RestRequest, type RestResponse, VenueServer, type VenueServerOptions } from './venue-server.ts';

export interface AlphaVantageServerOptions extends VenueServerOptions {
  readonly key: string;
  readonly callsPerDay?: number;
  /** Its plan has everything, and prices of the running session. */
  readonly isPremium?: boolean;
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const PLANS = 'https://www.alphavantage.co/premium/';

/** The sentences that Alpha Vantage refuses with, each with HTTP 200 and under a name that has changed over the years. */
export const alphaVantageRefusals = {
  day: (key: string) => ({
    Information: `We have detected your API key as ${key} and our standard API rate limit is 25 requests per day. Please subscribe to any of the premium plans at ${PLANS} to instantly remove all daily rate limits.`,
  }),
  tooFast: () => ({
    Information: `Thank you for using Alpha Vantage! Please consider spreading out your free API requests more sparingly (1 request per second). You may subscribe to any of the premium plans at ${PLANS} to lift the free key rate limit (25 requests per day), raise the per-second burst limit, and instantly unlock all premium endpoints`,
  }),
  oldNote: () => ({
    Note: `Thank you for using Alpha Vantage! Our standard API call frequency is 5 calls per minute and 500 calls per day. Please visit ${PLANS} if you would like to target a higher API call frequency.`,
  }),
  premium: () => ({
    Information: `Thank you for using Alpha Vantage! This is a premium endpoint. You may subscribe to any of the premium plans at ${PLANS} to instantly unlock all premium endpoints`,
  }),
  wrongKey: () => ({
    'Error Message':
      'the parameter apikey is invalid or missing. Please claim your free API key on (https://www.alphavantage.co/support/#api-key).',
  }),
  demoKey: () => ({
    Information:
      'The **demo** API key is for demo purposes only. Please claim your free API key at (https://www.alphavantage.co/support/#api-key) to explore our full API offerings.',
  }),
  unknownCall: () => ({
    'Error Message':
      'Invalid API call. Please retry or visit the documentation (https://www.alphavantage.co/documentation/) for TIME_SERIES_DAILY.',
  }),
};

export interface AlphaVantageCall {
  readonly at: number;
  readonly function: string;
  readonly symbol: string;
}

/** Speaks Alpha Vantage's REST interface, counts what it is asked, and refuses what its plan does not have. */
export class AlphaVantageServer extends VenueServer {
  readonly calls: AlphaVantageCall[] = [];
  /** Calls that were too many, or too fast. */
  refused = 0;
  /** Of pairs, by what is bought; others are made up. */
  readonly rates = new Map<string, string>();

  constructor(override readonly options: AlphaVantageServerOptions) {
    super(options);
  }

  protected override hear(): void {}

  protected override rest({ path, query }: RestRequest): RestResponse {
    if (path !== '/query') return { status: 404, body: 'Not found' };
    if (query.get('apikey') !== this.options.key) return { body: alphaVantageRefusals.wrongKey() };
    const at = this.clock.now();
    const refusal = this.#limit(at);
    const symbol = query.get('symbol') ?? query.get('from_currency') ?? query.get('from_symbol') ?? '';
    this.calls.push({ at, function: query.get('function') ?? '', symbol });
    if (refusal) this.refused += 1;
    return { body: refusal ?? this.#answer(query, at) };
  }

  #limit(at: number): object | null {
    const { key, isPremium = false, callsPerDay = isPremium ? Number.POSITIVE_INFINITY : 25 } = this.options;
    if (this.#countSince(at - DAY_MS) >= callsPerDay) return alphaVantageRefusals.day(key);
    return !isPremium && this.#countSince(at - SECOND_MS) > 0 ? alphaVantageRefusals.tooFast() : null;
  }

  #answer(query: URLSearchParams, at: number): unknown {
    const { isPremium = false } = this.options;
    if (!isPremium && premiumFunctions.has(query.get('function') ?? '')) return alphaVantageRefusals.premium();
    return alphaVantageAnswer(query, at, { isDelayed: isPremium, rates: this.rates });
  }

  #countSince(from: number): number {
    return this.calls.filter(({ at }) => at > from).length;
  }
}
