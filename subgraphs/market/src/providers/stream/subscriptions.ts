import type { Clock } from '@marketgraph/service';
import type { StreamVenue } from './stream-venue.ts';

const BATCH = 50;
/** A subscription that is not answered for so long is asked for again. */
const ANSWER_LIMIT_MS = 2_500;
/** Of what was asked for together with a refused one, some venues do the rest and some do not. */
const AFTER_REFUSAL_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const RATE_PAUSE_MS = 5_000;

interface Asked {
  state: 'WAITING' | 'ASKED' | 'FOLLOWED' | 'REFUSED';
  tries: number;
  notBefore: number;
  reason: string | null;
}

export interface SubscriptionOptions {
  readonly venue: StreamVenue;
  readonly clock: Clock;
  send(message: string): void;
  onChange(): void;
}

/** What one connection has asked its venue for, batch by batch at the venue's pace, until everything is answered. */
export class Subscriptions {
  readonly #symbols = new Map<string, Asked>();
  #batch: readonly string[] = [];
  #answerBy = 0;
  #pausedUntil = 0;
  #wake: (() => void) | null = null;

  constructor(readonly options: SubscriptionOptions) {}

  add(providerSymbols: Iterable<string>): void {
    for (const one of providerSymbols) {
      if (!this.#symbols.has(one)) this.#symbols.set(one, { state: 'WAITING', tries: 0, notBefore: 0, reason: null });
    }
    this.#wake?.();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, venue } = this.options;
    while (!signal.aborted) {
      this.#batch = this.#nextBatch(clock.now());
      if (this.#batch.length === 0) {
        await this.#wait(this.#nextAt(), signal);
        continue;
      }
      for (const one of this.#batch) this.#change(one, { state: 'ASKED' });
      for (const message of venue.subscribe(this.#batch)) {
        this.options.send(message);
        await clock.sleep(1_000 / venue.messagesPerSecond, signal);
        if (signal.aborted) return;
      }
      if (venue.acknowledges === false) this.acknowledged(this.#batch);
      else await this.#answers(signal);
    }
  }

  acknowledged(providerSymbols: readonly string[]): void {
    for (const one of providerSymbols) this.#change(one, { state: 'FOLLOWED', reason: null });
    this.#changed();
  }

  /** Null: the venue did not say which; then they are asked for one by one. */
  refused(providerSymbol: string | null, reason: string): void {
    const unanswered = this.#unanswered();
    const named = providerSymbol ?? (unanswered.length === 1 ? unanswered[0] : undefined);
    if (named !== undefined) this.#change(named, { state: 'REFUSED', reason });
    else for (const one of unanswered) this.#change(one, { tries: 2 });
    this.#answerBy = Math.min(this.#answerBy, this.options.clock.now() + (named === undefined ? 0 : AFTER_REFUSAL_MS));
    this.#changed();
  }

  rateLimited(retryAfterMs: number | null): void {
    this.#pausedUntil = this.options.clock.now() + (retryAfterMs ?? RATE_PAUSE_MS);
    this.#answerBy = 0;
    this.#changed();
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  get followed(): number {
    return this.#count('FOLLOWED');
  }

  get isSettled(): boolean {
    return this.followed + this.#count('REFUSED') === this.#symbols.size;
  }

  /** Those that are not followed, each with the reason; those that were asked for only now are not yet among them. */
  get missing(): [string, string][] {
    return [...this.#symbols].flatMap(([one, { state, tries, reason }]) => {
      if (state === 'REFUSED') return [[one, reason ?? 'refused'] as [string, string]];
      return state !== 'FOLLOWED' && tries > 0 ? [[one, 'no answer yet'] as [string, string]] : [];
    });
  }

  async #answers(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    this.#answerBy = clock.now() + ANSWER_LIMIT_MS;
    while (!signal.aborted && this.#unanswered().length > 0 && clock.now() < this.#answerBy) await this.#wait(this.#answerBy, signal);
    const now = clock.now();
    for (const one of this.#unanswered()) {
      const tries = (this.#symbols.get(one)?.tries ?? 0) + 1;
      const wasRefused = this.#batch.some((other) => this.#symbols.get(other)?.state === 'REFUSED');
      const pause = wasRefused ? 0 : Math.min(ANSWER_LIMIT_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
      this.#change(one, { state: 'WAITING', tries, notBefore: now + pause });
    }
    this.options.onChange();
  }

  /** What was not answered once is asked for in smaller company. */
  #nextBatch(now: number): string[] {
    if (now < this.#pausedUntil) return [];
    const waiting = [...this.#symbols].filter(([, { state, notBefore }]) => state === 'WAITING' && notBefore <= now);
    const most = (waiting[0]?.[1].tries ?? 0) > 1 ? 1 : BATCH;
    return waiting.slice(0, most).map(([one]) => one);
  }

  #nextAt(): number {
    const times = [...this.#symbols.values()].filter(({ state }) => state === 'WAITING').map(({ notBefore }) => notBefore);
    return Math.max(Math.min(...times), this.#pausedUntil);
  }

  #unanswered(): string[] {
    return this.#batch.filter((one) => this.#symbols.get(one)?.state === 'ASKED');
  }

  #count(state: Asked['state']): number {
    return [...this.#symbols.values()].filter((one) => one.state === state).length;
  }

  #change(one: string, change: Partial<Asked>): void {
    const asked = this.#symbols.get(one);
    if (asked) this.#symbols.set(one, { ...asked, ...change });
  }

  #changed(): void {
    this.options.onChange();
    this.#wake?.();
  }

  /** Until that time, by the clock, or until something changes. */
  async #wait(until: number, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    this.#wake = () => waiting.abort();
    const either = AbortSignal.any([signal, waiting.signal]);
    const { clock } = this.options;
    if (Number.isFinite(until)) await clock.sleep(Math.max(until - clock.now(), 1), either);
    else if (!either.aborted) await new Promise((resolve) => either.addEventListener('abort', resolve, { once: true }));
    this.#wake = null;
  }
}
