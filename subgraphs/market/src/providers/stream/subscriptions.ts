import type { Clock } from '@marketgraph/service';
import { DAY_MS } from '@marketgraph/vocabulary';
import type { StreamVenue } from './stream-venue.ts';

const BATCH = 50;
/** A subscription that is not answered for so long is asked for again. */
const ANSWER_LIMIT_MS = 2_500;
/** Of what was asked for together with a refused one, some venues do the rest and some do not. */
const AFTER_REFUSAL_MS = 500;
/** Where the venue did not say which of them it refuses, each is asked for alone. */
const ALONE_AFTER_MS = 1_000;
/** It may be listed later. */
const REFUSED_AGAIN_MS = 180_000;
const SILENT_AGAIN_MS = 10_000;
const LONGEST_SILENT_MS = 300_000;
const LONGEST_PAUSE_MS = 15_000;
const RATE_PAUSE_MS = 5_000;

interface Asked {
  state: 'WAITING' | 'ASKED' | 'FOLLOWED';
  tries: number;
  notBefore: number;
  /** What the venue said of it, or of those that it was asked for with. */
  reason: string | null;
  isRefused: boolean;
  /** In no company. */
  isAlone: boolean;
  /** It was followed and told nothing, while others were told of; asked for again so often, last at this time. */
  isSilent: boolean;
  renewals: number;
  renewedAt: number;
}

const NEW: Asked = {
  ...{ state: 'WAITING', tries: 0, notBefore: 0, reason: null },
  ...{ isRefused: false, isAlone: false, isSilent: false, renewals: 0, renewedAt: 0 },
};

export interface MissingSymbol {
  readonly name: string;
  /** Null: it has not answered yet. */
  readonly reason: string | null;
  readonly isRefused: boolean;
}

export interface SubscriptionOptions {
  readonly venue: StreamVenue;
  readonly clock: Clock;
  /** Aborts when the connection is over. */
  readonly signal: AbortSignal;
  send(message: string): void;
  onChange(): void;
}

/** What one connection has asked its venue for, batch by batch at the venue's pace, until everything is answered. */
export class Subscriptions {
  readonly #symbols = new Map<string, Asked>();
  readonly #absent = new Map<string, string>();
  #batch: readonly string[] = [];
  #answerBy = 0;
  #pausedUntil = 0;
  #freeAt = 0;
  #wake: (() => void) | null = null;

  constructor(readonly options: SubscriptionOptions) {}

  add(providerSymbols: Iterable<string>): void {
    for (const one of providerSymbols) {
      if (!this.#symbols.has(one) && !this.#absent.has(one)) this.#symbols.set(one, NEW);
    }
    this.#wake?.();
  }

  /** Until the connection is over. */
  async run(): Promise<void> {
    const { clock, signal } = this.options;
    while (!signal.aborted) {
      if (this.#pausedUntil > 0 && clock.now() >= this.#pausedUntil) this.#resume();
      this.#batch = this.#nextBatch(clock.now());
      if (this.#batch.length > 0) await this.#ask();
      else await this.#wait(this.#nextAt());
    }
  }

  /** Everything that is sent keeps the venue's pace. */
  async say(message: string): Promise<void> {
    const { clock, signal, venue, send } = this.options;
    const now = clock.now();
    const at = Math.max(now, this.#freeAt);
    this.#freeAt = at + 1_000 / venue.messagesPerSecond;
    if (at > now) await clock.sleep(at - now, signal);
    if (!signal.aborted) send(message);
  }

  acknowledged(providerSymbols: readonly string[]): void {
    for (const one of providerSymbols) this.#follow(one, {});
    this.#changed();
  }

  /** Whose prices come is followed, acknowledged or not. */
  told(providerSymbol: string): void {
    this.#follow(providerSymbol, { isSilent: false });
    this.#changed();
  }

  /** It is followed, and told nothing while others were told of: it is asked for again, ever more slowly. */
  silent(providerSymbol: string, reason: string): void {
    const asked = this.#symbols.get(providerSymbol);
    if (asked?.state !== 'FOLLOWED') return;
    const now = this.options.clock.now();
    const renewals = now - asked.renewedAt > 2 * LONGEST_SILENT_MS ? 0 : asked.renewals;
    const pause = renewals === 0 ? 0 : Math.min(SILENT_AGAIN_MS * 2 ** (renewals - 1), LONGEST_SILENT_MS);
    const again = { state: 'WAITING', notBefore: Math.max(now, asked.renewedAt + pause), renewals: renewals + 1 } as const;
    this.#change(providerSymbol, { ...again, renewedAt: again.notBefore, tries: 1, isAlone: true, isSilent: true, reason });
    this.#changed();
  }

  /** Null: the venue did not say which; then they are asked for one by one. */
  refused(providerSymbol: string | null, reason: string): void {
    const unanswered = this.#unanswered();
    const now = this.options.clock.now();
    const named = providerSymbol ?? (unanswered.length === 1 ? unanswered[0] : undefined);
    if (named !== undefined) this.#refuse(named, reason);
    else
      for (const one of unanswered)
        this.#change(one, { state: 'WAITING', isAlone: true, tries: 1, notBefore: now + ALONE_AFTER_MS, reason });
    this.#answerBy = Math.min(this.#answerBy, now + (named === undefined ? 0 : AFTER_REFUSAL_MS));
    this.#changed();
  }

  /** The venue does not have it, whatever it answered to the subscription. */
  absent(providerSymbol: string, reason: string): void {
    this.#absent.set(providerSymbol, reason);
    this.#symbols.delete(providerSymbol);
    this.#changed();
  }

  rateLimited(retryAfterMs: number | null): void {
    this.#pausedUntil = this.options.clock.now() + Math.min(retryAfterMs ?? RATE_PAUSE_MS, DAY_MS);
    this.#answerBy = 0;
    this.#changed();
  }

  /** The venue wants to be left alone. */
  get isPaused(): boolean {
    return this.#pausedUntil > 0;
  }

  get followed(): number {
    return this.followedNames.length;
  }

  get followedNames(): string[] {
    return [...this.#symbols].filter(([, { state }]) => state === 'FOLLOWED').map(([name]) => name);
  }

  get isSettled(): boolean {
    return [...this.#symbols.values()].every(({ state, isRefused }) => state === 'FOLLOWED' || isRefused);
  }

  /** Those that are not followed, or are and tell nothing. Those that were asked for only now are not among them. */
  get missing(): MissingSymbol[] {
    const missing = [...this.#symbols].filter(([, { state, tries, isSilent }]) => isSilent || (state !== 'FOLLOWED' && tries > 0));
    return [
      ...[...this.#absent].map(([name, reason]) => ({ name, reason, isRefused: true })),
      ...missing.map(([name, { reason, isRefused }]) => ({ name, reason, isRefused })),
    ];
  }

  async #ask(): Promise<void> {
    const { venue } = this.options;
    for (const one of this.#batch) this.#change(one, { state: 'ASKED' });
    const renewed = this.#batch.filter((one) => this.#symbols.get(one)?.isSilent);
    if (renewed.length > 0) for (const message of venue.unsubscribe?.(renewed) ?? []) await this.say(message);
    for (const message of venue.subscribe(this.#batch)) await this.say(message);
    if (venue.acknowledges === false) this.acknowledged(this.#batch);
    else await this.#answers();
  }

  async #answers(): Promise<void> {
    const { clock, signal } = this.options;
    this.#answerBy = clock.now() + ANSWER_LIMIT_MS;
    while (!signal.aborted && this.#unanswered().length > 0 && clock.now() < this.#answerBy) await this.#wait(this.#answerBy);
    const now = clock.now();
    const wasRefused = this.#batch.some((one) => this.#symbols.get(one)?.isRefused);
    for (const one of this.#unanswered()) {
      const tries = (this.#symbols.get(one)?.tries ?? 0) + 1;
      const pause = wasRefused && this.#batch.length > 1 ? 0 : Math.min(ANSWER_LIMIT_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
      this.#change(one, { state: 'WAITING', tries, notBefore: now + pause });
    }
    this.options.onChange();
  }

  /** What was not answered twice, or was refused, is asked for alone, after all others. */
  #nextBatch(now: number): string[] {
    if (this.isPaused) return [];
    const due = [...this.#symbols].filter(([, { state, notBefore }]) => state === 'WAITING' && notBefore <= now);
    const together = due.filter(([, { tries, isAlone }]) => tries <= 1 && !isAlone).slice(0, BATCH);
    return (together.length > 0 ? together : due.slice(0, 1)).map(([one]) => one);
  }

  #nextAt(): number {
    if (this.isPaused) return this.#pausedUntil;
    return Math.min(...[...this.#symbols.values()].filter(({ state }) => state === 'WAITING').map(({ notBefore }) => notBefore));
  }

  #refuse(one: string, reason: string): void {
    const notBefore = this.options.clock.now() + REFUSED_AGAIN_MS;
    this.#change(one, { state: 'WAITING', isRefused: true, isAlone: true, tries: 1, notBefore, reason });
  }

  #follow(one: string, change: Partial<Asked>): void {
    const isSilent = change.isSilent ?? this.#symbols.get(one)?.isSilent ?? false;
    this.#change(one, { state: 'FOLLOWED', isRefused: false, isSilent, ...(!isSilent && { reason: null }) });
  }

  #unanswered(): string[] {
    return this.#batch.filter((one) => this.#symbols.get(one)?.state === 'ASKED');
  }

  #change(one: string, change: Partial<Asked>): void {
    const asked = this.#symbols.get(one);
    if (asked) this.#symbols.set(one, { ...asked, ...change });
  }

  #resume(): void {
    this.#pausedUntil = 0;
    this.options.onChange();
  }

  #changed(): void {
    this.options.onChange();
    this.#wake?.();
  }

  /** Until that time, by the clock, or until something changes. */
  async #wait(until: number): Promise<void> {
    const waiting = new AbortController();
    this.#wake = () => waiting.abort();
    const { clock, signal } = this.options;
    const either = AbortSignal.any([signal, waiting.signal]);
    if (Number.isFinite(until)) await clock.sleep(Math.max(until - clock.now(), 1), either);
    else if (!either.aborted) await new Promise((resolve) => either.addEventListener('abort', resolve, { once: true }));
    this.#wake = null;
  }
}
