import type { Clock, Logger, Metrics } from '@marketgraph/service';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import type { Session } from '../../domain/calendar.ts';
import { type CallBudget, type CallLimit, longestLimit } from '../../domain/call-budget.ts';
import { type Fetched, noteFetched } from '../../domain/fetch-due.ts';
import { planFetch } from '../../domain/fetch-plan.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { FeedDelivery, FeedNotice, PriceFeed } from '../../domain/price-feed.ts';
import type { RestAnswer, RestClient } from '../rest/rest-answer.ts';
import { pauseAfter } from './polling-pause.ts';
import { readPosition, writePosition } from './polling-position.ts';
import type { PollingRequest, PollingVenue, ToldPrices } from './polling-venue.ts';
import { RequestList } from './request-list.ts';

export interface PollingFeedOptions {
  readonly instruments: readonly Instrument[];
  readonly rest: RestClient;
  readonly budget: CallBudget;
  readonly limits: readonly CallLimit[];
  readonly sessionOf: (instrument: Instrument, at: number) => Session;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** However long the wait: a clock that was set, or a machine that slept, is noticed by then. */
const LONGEST_SLEEP_MS = 10 * MINUTE_MS;
/** Late by more than this, it is behind its own plan. */
const SLACK_MS = MINUTE_MS;
/** Plans change, and lists of symbols too; but not often. */
const REFUSED_MS: Partial<Record<RestAnswer['kind'], number>> = { BAD_REQUEST: DAY_MS, NOT_ENTITLED: 7 * DAY_MS, MALFORMED: HOUR_MS };

/** Asks a provider for prices, within its budget and when its venues are open. What it tells is delayed. */
export class PollingFeed implements PriceFeed {
  readonly name: string;
  readonly #requests: RequestList;
  readonly #limit: CallLimit;
  #fetched = new Map<string, Fetched>();
  #isOpen = false;
  #failures = 0;
  /** Nobody is asked before then. */
  #pausedUntil = 0;
  /** What the last answer was, as long as it was none. */
  #trouble: FeedNotice | null = null;
  #heardAt: number | null = null;
  #plannedAt: number | null = null;
  #wake = new AbortController();

  constructor(
    readonly venue: PollingVenue,
    readonly options: PollingFeedOptions,
  ) {
    this.name = venue.source;
    this.#requests = new RequestList(venue, options.instruments);
    this.#limit = longestLimit(options.limits) ?? { calls: 60, perMs: MINUTE_MS };
  }

  get instruments(): readonly Instrument[] {
    return this.#requests.instruments;
  }

  /** From what was heard last to what is planned next. */
  get expectedIntervalMs(): number {
    const now = this.options.clock.now();
    return Math.max((this.#plannedAt ?? now) - (this.#heardAt ?? now), 0) + SLACK_MS;
  }

  heardAt(): number | null {
    return this.#heardAt;
  }

  budget() {
    return this.options.budget.left();
  }

  track(instrument: Instrument): boolean {
    const isFollowed = this.#requests.add(instrument);
    if (isFollowed) this.#wake.abort();
    return isFollowed;
  }

  async fetchNow(symbols: readonly string[]): Promise<number> {
    if (!this.#isOpen) return 0;
    const { remaining } = await this.options.budget.left();
    const asked = this.#requests.hurry(symbols, remaining);
    this.#wake.abort();
    return asked;
  }

  async *open(position: string | null, signal: AbortSignal): AsyncGenerator<FeedDelivery | FeedNotice> {
    this.#fetched = readPosition(position);
    for (const { at } of this.#fetched.values()) this.#heardAt = Math.max(this.#heardAt ?? 0, at);
    this.#isOpen = true;
    try {
      while (!signal.aborted) yield* this.#turn(signal);
    } finally {
      this.#isOpen = false;
    }
  }

  /** One fetch, or a wait for the time of the next one. */
  async *#turn(signal: AbortSignal): AsyncGenerator<FeedDelivery | FeedNotice> {
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
    const { clock } = this.options;
    const next = await this.#plan();
    if (this.#trouble?.state === 'RATE_LIMITED' && clock.now() >= this.#pausedUntil) this.#trouble = null;
    if (signal.aborted) return;
    const waitMs = (next?.at ?? Number.POSITIVE_INFINITY) - clock.now();
    if (next && waitMs <= 0) {
      const told = await this.#fetch(next.request, signal);
      if (told) yield told;
      return;
    }
    this.#plannedAt = clock.now() + Math.min(waitMs, DAY_MS);
    yield this.#trouble ??
      next?.notice ?? { state: 'LIVE', detail: next ? `Asks next at ${timeText(next.at)}.` : 'Nothing is to be asked for.' };
    await clock.sleep(Math.min(waitMs, LONGEST_SLEEP_MS), AbortSignal.any([signal, this.#wake.signal]));
  }

  async #plan(): Promise<{ request: PollingRequest; at: number; notice?: FeedNotice } | null> {
    const { budget, clock } = this.options;
    const left = await budget.left();
    const now = clock.now();
    const hurried = left.remaining > 0 ? this.#requests.hurried() : null;
    if (hurried) return { request: hurried, at: Math.max(left.nextAt, this.#pausedUntil) };
    const session = (venue: string, instant: number) => this.#session(venue, instant);
    const targets = this.#requests.all();
    const planned = planFetch({ now, targets, fetched: this.#fetched, limit: this.#limit, left, session });
    if (!planned) return null;
    const at = Math.max(planned.at, left.nextAt, this.#pausedUntil);
    const request = this.#requests.byId(planned.target.id);
    const reason = `No call is allowed before ${timeText(left.resetsAt)}.`;
    return left.remaining > 0 ? { request, at } : { request, at, notice: { state: 'RATE_LIMITED', detail: reason } };
  }

  #session(venue: string, at: number): Session {
    return this.options.sessionOf(this.#requests.listedAt(venue), at);
  }

  async #fetch(request: PollingRequest, signal: AbortSignal): Promise<FeedDelivery | FeedNotice | null> {
    const { clock, rest, random } = this.options;
    const answer = await rest.get(request.path, request.query, signal);
    if (signal.aborted) return null;
    if (answer.kind === 'OK') return this.#told(request, readSafely(request, answer.body, clock.now()));
    const pause = pauseAfter(answer, this.#failures, random);
    if (!pause) return this.#refused(request, answer.kind, answer.reason);
    this.#failures += 1;
    this.#pausedUntil = clock.now() + pause.ms;
    this.#trouble = { state: pause.state, detail: `${answer.reason} Asks again after ${timeText(this.#pausedUntil)}.` };
    return this.#trouble;
  }

  #told(request: PollingRequest, prices: ToldPrices | null): FeedDelivery | FeedNotice {
    if (!prices) return this.#refused(request, 'MALFORMED', 'The answer is not what was asked for.');
    const { asOf, quotes = [], ...others } = prices;
    const receivedAt = this.#heard(request, asOf, 0);
    const position = writePosition(this.#fetched);
    return { source: this.venue.source, provenance: 'DELAYED', receivedAt, trades: [], quotes, ...others, position };
  }

  /** Only this one is not told; the provider is well. */
  #refused(request: PollingRequest, kind: RestAnswer['kind'], reason: string): FeedNotice {
    const { logger, clock, metrics } = this.options;
    if (kind === 'MALFORMED') malformed(metrics).inc({ feed: this.name });
    this.#heard(request, null, clock.now() + (REFUSED_MS[kind] ?? HOUR_MS));
    logger.warn('A provider does not tell what it was asked for.', { feed: this.name, asked: request.id, outcome: kind, reason });
    return { state: 'LIVE', detail: `${request.id}: ${reason}` };
  }

  #heard({ id, venue }: PollingRequest, asOf: number | null, notBefore: number): number {
    const now = this.options.clock.now();
    this.#requests.done(id);
    this.#fetched.set(id, noteFetched(this.#fetched.get(id), { at: now, asOf, notBefore }, this.#session(venue, now)));
    this.#heardAt = now;
    this.#failures = 0;
    this.#trouble = null;
    return now;
  }
}

/** What is thrown would open the feed anew and ask again, until no call is left. */
function readSafely(request: PollingRequest, body: unknown, receivedAt: number): ToldPrices | null {
  try {
    return request.read(body, receivedAt);
  } catch {
    return null;
  }
}

function malformed(metrics: Metrics) {
  return metrics.counter('market_feed_malformed_total', 'Frames and trades that were not what their type promises.', ['feed']);
}

function timeText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
