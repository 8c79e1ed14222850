import type { Clock } from '@marketgraph/service';
import { DAY_MS, type Interval, SECOND_MS } from '@marketgraph/vocabulary';
import type { PriceSnapshot, ProviderCandles } from '../../domain/price-feed.ts';
import type { FoundSymbol, SymbolLookup } from '../../domain/symbol-lookup.ts';
import type { RestAnswer, RestClient } from '../rest/rest-answer.ts';
import { candlesIn, foundIn, snapshotIn } from './answers.ts';
import { finnhubSymbolOf, marketOf } from './symbols.ts';

export interface FinnhubRestOptions {
  /** `https://finnhub.io/api/v1`, with the key in each call's query. */
  readonly rest: RestClient;
  readonly clock: Clock;
}

/** Between two windows of its limit of a minute. */
const LONGEST_WAIT_MS = 61 * SECOND_MS;
const MAX_TRIES = 3;

const resolutions: Readonly<Partial<Record<Interval, string>>> = {
  ONE_MINUTE: '1',
  FIVE_MINUTES: '5',
  FIFTEEN_MINUTES: '15',
  THIRTY_MINUTES: '30',
  ONE_HOUR: '60',
  ONE_DAY: 'D',
  ONE_WEEK: 'W',
  ONE_MONTH: 'M',
};

/** How far back candles are asked for at the start. */
const pasts: readonly (readonly [Interval, number])[] = [
  ['ONE_DAY', 365 * DAY_MS],
  ['ONE_MINUTE', DAY_MS],
];

/** What Finnhub tells when asked. What the key's plan does not include is asked for once, and not again before a restart. */
export class FinnhubRest implements SymbolLookup {
  readonly #refused = new Set<string>();

  constructor(readonly options: FinnhubRestOptions) {}

  /** Each symbol's day, as far as there is one: it knows shares, and answers zeros for what it does not know. */
  async quotes(symbols: readonly string[], signal: AbortSignal): Promise<PriceSnapshot[]> {
    const found: PriceSnapshot[] = [];
    for (const symbol of symbols) {
      const providerSymbol = finnhubSymbolOf(symbol);
      if (signal.aborted || providerSymbol === null) continue;
      const body = await this.#ask('/quote', { symbol: providerSymbol }, `quote of ${marketOf(providerSymbol)}`, signal);
      const snapshot = body === null ? null : snapshotIn(body, symbol);
      if (snapshot) found.push(snapshot);
    }
    return found;
  }

  /** When it was last traded, to the second; null where it is not told at once. */
  async tradedAt(symbol: string, signal: AbortSignal): Promise<number | null> {
    const providerSymbol = finnhubSymbolOf(symbol);
    if (providerSymbol === null) return null;
    const body = await this.#ask('/quote', { symbol: providerSymbol }, `quote of ${marketOf(providerSymbol)}`, signal, 1);
    return body === null ? null : (snapshotIn(body, symbol)?.occurredAt ?? null);
  }

  /** Closed candles that open in [from, to); null where it does not tell them. */
  async candles(symbol: string, interval: Interval, range: TimeRange, signal: AbortSignal): Promise<ProviderCandles | null> {
    const [providerSymbol, resolution] = [finnhubSymbolOf(symbol), resolutions[interval]];
    if (providerSymbol === null || resolution === undefined) return null;
    const market = marketOf(providerSymbol);
    const times = { from: String(Math.floor(range.from / SECOND_MS)), to: String(Math.floor(range.to / SECOND_MS)) };
    const body = await this.#ask(`/${market}/candle`, { symbol: providerSymbol, resolution, ...times }, `candles of ${market}`, signal);
    return body === null ? null : { symbol, interval, candles: candlesIn(body, interval, range) };
  }

  /** Of each symbol what closed since then, or else days and minutes of the past; nothing where the plan does not include them. */
  async candlesSince(symbols: readonly string[], since: number | null, signal: AbortSignal): Promise<ProviderCandles[]> {
    const to = this.options.clock.now();
    const asked = since === null ? pasts.map(([interval, pastMs]) => [interval, to - pastMs] as const) : [['ONE_MINUTE', since] as const];
    const found: ProviderCandles[] = [];
    for (const symbol of symbols) {
      for (const [interval, from] of asked) {
        const told = await this.candles(symbol, interval, { from, to }, signal);
        if (told && told.candles.length > 0) found.push(told);
      }
    }
    return found;
  }

  async search(text: string): Promise<readonly FoundSymbol[] | null> {
    const body = await this.#ask('/search', { q: text }, 'search', AbortSignal.timeout(LONGEST_SEARCH_MS), 1);
    return body === null ? null : foundIn(body);
  }

  /** Null where there is no answer, now or at all. */
  async #ask(path: string, query: Readonly<Record<string, string>>, what: string, signal: AbortSignal, tries = MAX_TRIES) {
    for (let attempt = 1; !this.#refused.has(what) && !signal.aborted; attempt++) {
      const answer = await this.options.rest.get(path, query, signal);
      if (answer.kind === 'OK') return answer.body;
      if (answer.kind === 'NOT_ENTITLED' || answer.kind === 'UNAUTHORISED') this.#refused.add(what);
      if (attempt >= tries || !(await this.#worthWaiting(answer, signal))) return null;
    }
    return null;
  }

  async #worthWaiting(answer: RestAnswer, signal: AbortSignal): Promise<boolean> {
    const waitMs = answer.kind === 'RATE_LIMITED' ? (answer.retryAfterMs ?? LONGEST_WAIT_MS) : Number.POSITIVE_INFINITY;
    if (waitMs > LONGEST_WAIT_MS) return false;
    await this.options.clock.sleep(waitMs, signal);
    return true;
  }
}

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Somebody waits for it. */
const LONGEST_SEARCH_MS = 3 * SECOND_MS;
