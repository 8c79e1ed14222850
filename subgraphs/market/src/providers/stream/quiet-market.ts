import type { Clock, Logger } from '@marketgraph/service';
import { MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import { sessionAt } from '../../domain/calendar.ts';
import { instrumentOfSymbol } from '../../domain/instrument-directory.ts';
import { plainReason } from './plain-reason.ts';
import type { StreamBook } from './stream-book.ts';
import type { StreamVenue } from './stream-venue.ts';
import type { VenueConnection } from './venue-connection.ts';

/** So long nothing is told before the venue is asked, and so long passes between two questions. */
const SILENT_MS = 4 * SECOND_MS;
/** What is not answered within this time proves nothing any more. */
const ANSWER_LIMIT_MS = 3 * SECOND_MS;

export interface QuietOptions {
  readonly venue: StreamVenue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly book: StreamBook;
}

/**
 * A silent connection of a venue without heartbeats: is the market quiet, or is the venue mute? It is asked by another way whether a symbol
 * was traded that we were not told of. If not, that is as good as a heartbeat. If so, nothing but a word of its own makes it well again.
 */
export class QuietMarket {
  /** When each symbol was asked for; one that was not told of waits for a minute longer. */
  readonly #askedFor = new Map<string, number>();
  #askedAt = 0;
  #isLiveliest = false;
  /** It was last heard of then, and trades without telling us. */
  #mute: { readonly heardAt: number | null } | null = null;

  constructor(
    readonly options: QuietOptions,
    readonly connection: VenueConnection,
  ) {}

  async watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    while (!signal.aborted) {
      const now = clock.now();
      const dueAt = this.#dueAt();
      const symbol = dueAt !== null && dueAt <= now ? this.#next(now) : null;
      if (symbol !== null) await this.#ask(symbol, now, signal);
      else await clock.sleep(dueAt !== null && dueAt > now ? dueAt - now : SILENT_MS, signal);
    }
  }

  /** Null: there is nothing to ask, or nothing that is not known. */
  #dueAt(): number | null {
    const { settledAt, heardAt } = this.connection;
    if (settledAt === null || this.#mute?.heardAt === heardAt) return null;
    return Math.max(heardAt ?? 0, settledAt, this.#askedAt) + SILENT_MS;
  }

  /** What traded last comes first: nothing shows sooner that trades are missing. Then it alternates with all of them in turn. */
  #next(now: number): string | null {
    const { symbols, heardAt } = this.connection;
    const traded = symbols.filter((symbol) => isTraded(symbol, now));
    const inTurn = traded.toSorted((a, b) => this.#askedForAt(a) - this.#askedForAt(b));
    const told = traded.filter((symbol) => this.#askedForAt(symbol) <= now);
    const liveliest = told.toSorted((a, b) => this.#newestAt(b) - this.#newestAt(a))[0];
    this.#isLiveliest = (heardAt ?? 0) > this.#askedAt || !this.#isLiveliest;
    return (this.#isLiveliest ? liveliest : undefined) ?? inTurn[0] ?? null;
  }

  async #ask(symbol: string, now: number, signal: AbortSignal): Promise<void> {
    const { connection } = this;
    const { heardAt } = connection;
    this.#askedAt = now;
    const isQuiet = await this.#answer(symbol, this.#toldUntil(symbol), signal);
    this.#askedFor.set(symbol, isQuiet === null ? now + MINUTE_MS : now);
    // It may have spoken meanwhile, or be lost.
    if (signal.aborted || isQuiet === null || connection.heardAt !== heardAt || connection.settledAt === null) return;
    this.#mute = isQuiet ? null : { heardAt };
    if (isQuiet) connection.foundQuiet(now);
  }

  /** Trades until then were told, or are not asked of this connection. After a silence what came before it counts, too. */
  #toldUntil(symbol: string): number {
    const { settledAt, wasSilent } = this.connection;
    const newestAt = this.#newestAt(symbol);
    return wasSilent && newestAt > 0 ? newestAt : Math.max(newestAt, settledAt ?? 0);
  }

  async #answer(symbol: string, toldUntil: number, signal: AbortSignal): Promise<boolean | null> {
    const { clock, venue, logger } = this.options;
    const done = new AbortController();
    const limited = AbortSignal.any([signal, done.signal]);
    void clock.sleep(ANSWER_LIMIT_MS, limited).then(() => done.abort());
    try {
      return (await venue.isQuiet?.(symbol, toldUntil, limited)) ?? null;
    } catch (error) {
      logger.debug('A silent venue could not be asked whether it is quiet.', { feed: venue.source, reason: plainReason(error, venue.url) });
      return null;
    } finally {
      done.abort();
    }
  }

  #askedForAt(symbol: string): number {
    return this.#askedFor.get(symbol) ?? 0;
  }

  #newestAt(symbol: string): number {
    return this.options.book.newestAt(symbol) ?? 0;
  }
}

function isTraded(symbol: string, now: number): boolean {
  const exchange = instrumentOfSymbol(symbol)?.exchange;
  return !exchange || sessionAt(exchange, now).open;
}
