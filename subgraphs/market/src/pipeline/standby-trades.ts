import type { NewEvent, PricesReceived } from '@marketgraph/events';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { pricesIn, tradeColumns } from './event-columns.ts';

/** A source is replaced within seconds of its last price. */
const KEPT_MS = 15 * SECOND_MS;
/** A stand-by that is busier than anything known is not kept whole. */
const MOST_TRADES = 100_000;
const MAX_PER_EVENT = 500;

/** As it was told: most are never unpacked. */
type Kept = Pick<NewEvent<'PricesReceived'>, 'receivedAt' | 'payload'>;

/**
 * What a source told lately while it stood by: nobody but the recorder took it. When the source becomes active, what of it counts is told
 * again, so that subscribers miss none of the trades that candles are made of.
 */
export class StandbyTrades {
  #kept: Kept[] = [];
  #count = 0;

  /** What the log has taken. */
  told({ receivedAt, payload }: NewEvent<'PricesReceived'>): void {
    if (payload.mark !== 'STANDBY' || payload.trades.key.length === 0) return;
    this.#kept.push({ receivedAt, payload });
    this.#count += payload.trades.key.length;
    while (this.#isTooMuch(receivedAt)) this.#count -= this.#kept.shift()?.payload.trades.key.length ?? 0;
  }

  /** Takes those of a symbol that happened at `from` or later, in the columns of as many events as they need. */
  take(symbol: string, from: number): PricesReceived['trades'][] {
    const taken = this.#kept.filter(({ payload }) => payload.symbol === symbol).flatMap(({ payload }) => pricesIn(payload).trades);
    this.#kept = this.#kept.filter(({ payload }) => payload.symbol !== symbol);
    this.#count -= taken.length;
    const counted = taken.filter(({ occurredAt }) => occurredAt >= from);
    return Array.from({ length: Math.ceil(counted.length / MAX_PER_EVENT) }, (_, index) =>
      tradeColumns(counted.slice(index * MAX_PER_EVENT, (index + 1) * MAX_PER_EVENT)),
    );
  }

  #isTooMuch(now: number): boolean {
    const [oldest] = this.#kept;
    return oldest !== undefined && (this.#count > MOST_TRADES || now - oldest.receivedAt > KEPT_MS);
  }
}
