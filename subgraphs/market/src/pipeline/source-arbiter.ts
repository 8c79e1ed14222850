import { decodeCursor, encodeCursor, type Log, type LogPlace, type TailItem } from '@marketgraph/bus';
import type { AnyEvent, SourceChanged } from '@marketgraph/events';
import { type Clock, type Logger, type Part, reasonOf } from '@marketgraph/service';
import type { Leadership } from '../domain/ports.ts';
import type { RecordedQuote } from '../domain/quote.ts';
import { chooseSource, SourceHealth, type SourcePatience, usualPatience } from '../domain/source-health.ts';
import type { SourceSpans } from '../domain/source-spans.ts';
import { ActiveSources, type SourceMarks } from './active-sources.ts';
import { CLOSED } from './feed-status.ts';
import { RECORDER_GROUP } from './record-prices.ts';

const LOOK_MS = 250;
const RETRY_MS = 1_000;
/** A log that tells nothing for so long has told what it has. */
const TOLD_ALL_MS = 3_000;

export interface SourceOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leadership: Leadership;
  /** What is recorded of symbols with several sources. */
  recordedSpans(): Promise<ReadonlyMap<string, SourceSpans<string>>>;
  lastQuotes(): Promise<readonly RecordedQuote[]>;
  /** The sources of each symbol that has several live ones, the preferred one first. */
  readonly order: ReadonlyMap<string, readonly string[]>;
  readonly patience?: SourcePatience;
}

/**
 * Knows which source is active for which symbol, and has one process decide it by how the feeds are doing. To be started before the feeds:
 * it tells who may replace whom before any of their prices. Without alternatives, now and before, it does nothing.
 */
export function openSources(options: SourceOptions): { readonly marks: SourceMarks; readonly part: Part } {
  const arbiter = new SourceArbiter(options);
  return { marks: arbiter.active, part: arbiter };
}

export class SourceArbiter implements Part {
  readonly name = 'sources';
  readonly active: ActiveSources;
  readonly #health: SourceHealth;
  readonly #stopping = new AbortController();
  readonly #speakers = new Map<string, string>();
  #running: Promise<unknown> = Promise.resolve();
  #isLeading = false;
  #fault: string | null = null;
  #wake: () => void = () => undefined;

  constructor(readonly options: SourceOptions) {
    this.active = new ActiveSources(options.order);
    this.#health = new SourceHealth(options.patience ?? usualPatience, options.clock.now());
  }

  /** Resolves when it is known who is active, and everybody else can know it, too; or when that has to wait for Postgres or the log. */
  async start(): Promise<void> {
    const ready = Promise.withResolvers<void>();
    this.#running = this.#run(ready.resolve);
    await Promise.race([ready.promise, this.options.clock.sleep(TOLD_ALL_MS, this.#stopping.signal)]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  health() {
    return this.#fault === null ? { healthy: true } : { healthy: false, detail: this.#fault };
  }

  async #run(ready: () => void): Promise<void> {
    const { signal } = this.#stopping;
    const begun = await this.#untilDone(() => this.#begin());
    if (!begun) return ready();
    const { place, head, known } = begun;
    const caughtUp = Promise.withResolvers<void>();
    if (isBehind(head, place)) caughtUp.resolve();
    const following = this.#follow(place, (at) => isBehind(head, at) && caughtUp.resolve());
    await Promise.race([caughtUp.promise, this.options.clock.sleep(TOLD_ALL_MS, signal)]);
    await this.#untilDone(async () => this.options.log.append(this.active.declarations(known, this.options.clock.now())));
    ready();
    await Promise.all([following, this.#lead(), this.#decideAgainAndAgain()]);
  }

  /** Null where there is nothing to do. */
  async #begin(): Promise<{ place: LogPlace; head: LogPlace; known: ReadonlySet<string> } | null> {
    const { log } = this.options;
    const place = await log.committed([RECORDER_GROUP]);
    const known = await this.#restore();
    return this.active.symbols().length === 0 ? null : { place, known, head: await log.head() };
  }

  async #untilDone<T>(work: () => Promise<T>): Promise<T | null> {
    const { clock, logger } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const done = await work();
        this.#fault = null;
        return done;
      } catch (error) {
        this.#fault = reasonOf(error);
        logger.warn('Who is active cannot be learned or told; trying again.', { reason: reasonOf(error) });
      }
      await clock.sleep(RETRY_MS, signal);
    }
    return null;
  }

  /** Answers of whom a quote is recorded. */
  async #restore(): Promise<ReadonlySet<string>> {
    this.active.restore(await this.options.recordedSpans());
    if (this.active.symbols().length === 0) return new Set();
    const quotes = (await this.options.lastQuotes()).filter(({ symbol }) => this.#isWatched(symbol));
    for (const { symbol, source, quote } of quotes) this.active.priced(symbol, source, quote.asOf);
    return new Set(quotes.map(({ symbol, source }) => `${symbol} ${source}`));
  }

  async #follow(from: LogPlace, reached: (place: LogPlace) => void): Promise<void> {
    const { log, clock, logger } = this.options;
    const { signal } = this.#stopping;
    for (let place = from; !signal.aborted; ) {
      try {
        this.#fault = null;
        for await (const item of log.tail({ after: encodeCursor(place), signal })) {
          place = await this.#hear(item, place);
          reached(place);
        }
      } catch (error) {
        this.#fault = reasonOf(error);
        logger.warn('The log cannot be followed; trying again.', { reason: reasonOf(error) });
      }
      await clock.sleep(RETRY_MS, signal);
    }
  }

  async #hear(item: TailItem, place: LogPlace): Promise<LogPlace> {
    if (item.kind === 'gap') {
      await this.#restore();
      return decodeCursor(item.to) ?? place;
    }
    for (const { event } of item.events) this.#apply(event);
    return item.events.at(-1)?.place ?? place;
  }

  #apply(event: AnyEvent): void {
    if (event.type === 'SourceChanged') {
      this.active.apply(event.payload);
    } else if (event.type === 'PricesReceived' && this.#isWatched(event.payload.symbol)) {
      const { symbol, source, provenance, trades, quotes } = event.payload;
      if (trades.key.length + quotes.key.length > 0) this.active.priced(symbol, source, event.occurredAt);
      if (provenance === 'LIVE' || provenance === 'DELAYED') this.#speakers.set(symbol, source);
    } else if (event.type === 'FeedChanged') {
      const { name, state, detail } = event.payload;
      const now = this.options.clock.now();
      // What lay in the log before this process came is as old as it says.
      const isOld = now - event.publishedAt > this.#health.patience.silentMs;
      this.#health.hear(name, state, detail === CLOSED, isOld ? event.publishedAt : now);
      this.#wake();
    }
  }

  /** What is followed now by one feed alone may have had several before. */
  #isWatched(symbol: string): boolean {
    return this.options.order.has(symbol) || this.active.activeOf(symbol) !== null;
  }

  /**
   * A lease that is lost ends nothing: where only Postgres is away sources go on replacing each other. Should another process lead
   * meanwhile, both decide the same, and of two switches the log's first one holds.
   */
  async #lead(): Promise<void> {
    const { leadership, logger } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const lease = await leadership.lead('sources', signal);
      if (!lease) return;
      this.#isLeading = true;
      await new Promise<void>((resolve) => {
        for (const end of [lease.lost, signal]) end.addEventListener('abort', () => resolve(), { once: true });
        if (lease.lost.aborted || signal.aborted) resolve();
      });
      await lease.release().catch((error) => logger.warn('A lease was not given back.', { reason: reasonOf(error) }));
    }
  }

  async #decideAgainAndAgain(): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (this.#isLeading) await this.#decide();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, clock.sleep(LOOK_MS, signal)]);
    }
  }

  async #decide(): Promise<void> {
    const now = this.options.clock.now();
    const changes = this.active.symbols().flatMap((symbol) => {
      const active = this.active.activeOf(symbol);
      if (active === null || this.active.isSwitching(symbol)) return [];
      const order = this.options.order.get(symbol) ?? [this.#speakers.get(symbol) ?? active];
      const choice = chooseSource(order, active, this.#health, now);
      return choice ? [this.active.begin(symbol, choice.source, choice.reason, now)] : [];
    });
    if (changes.length === 0) return;
    const payloads = changes.map(({ payload }) => payload);
    try {
      await this.options.log.append(changes);
      for (const payload of payloads) this.#told(payload);
    } catch (error) {
      for (const payload of payloads) this.active.failed(payload);
      this.options.logger.warn('The log does not take a change of sources; trying again.', { reason: reasonOf(error) });
    }
  }

  #told(payload: SourceChanged): void {
    this.active.told(payload);
    const { symbol, source, previous, reason } = payload;
    this.options.logger.info('Another source is active.', { symbol, source, previous, reason });
  }
}

/** Whether all of it lies behind the other place. */
function isBehind(place: LogPlace, other: LogPlace): boolean {
  return place.epoch === other.epoch && place.positions.every((position, partition) => position <= (other.positions[partition] ?? 0));
}
