import type { FeedChanged, NewEvent } from '@marketgraph/events';
import { SECOND_MS } from '@marketgraph/vocabulary';
import type { FeedDelivery } from '../domain/price-feed.ts';

/** A feed that says nothing for so long is called quiet. */
const QUIET_AFTER_MS = 10 * SECOND_MS;

/** What is known of how a feed is doing. Time is given to it. */
export class FeedStatus {
  state: FeedChanged['state'] = 'CONNECTING';
  detail: string | null = null;
  reconnects = 0;
  #lastEventAt: number | null = null;
  #since: { readonly at: number; prices: number };

  constructor(
    readonly name: string,
    readonly instrumentCount: number,
    now: number,
  ) {
    this.#since = { at: now, prices: 0 };
  }

  /** True when it is a change that is worth telling. */
  turn(state: FeedChanged['state'], detail: string | null): boolean {
    const changed = this.state !== state || this.detail !== detail;
    this.state = state;
    this.detail = detail;
    return changed;
  }

  delivered({ trades, quotes, receivedAt }: FeedDelivery): boolean {
    this.#lastEventAt = receivedAt;
    this.#since.prices += trades.length + quotes.length;
    return this.turn('LIVE', null);
  }

  /** A live feed turns quiet by the passing of time alone. */
  tick(now: number): boolean {
    const isQuiet = this.state === 'LIVE' && this.#lastEventAt !== null && now - this.#lastEventAt >= QUIET_AFTER_MS;
    return isQuiet && this.turn('QUIET', `No price for ${QUIET_AFTER_MS / SECOND_MS} s.`);
  }

  /** The event to tell it by; the rate is that since the last one. */
  event(now: number): NewEvent<'FeedChanged'> {
    const { name, state, instrumentCount, reconnects, detail } = this;
    const elapsed = Math.max(now - this.#since.at, SECOND_MS);
    const eventsPerSecond = Math.round((this.#since.prices * 10 * SECOND_MS) / elapsed) / 10;
    this.#since = { at: now, prices: 0 };
    const payload = {
      name,
      kind: 'MARKET',
      state,
      instrumentCount,
      lastEventAt: this.#lastEventAt,
      eventsPerSecond,
      reconnects,
      detail,
    } as const;
    return { type: 'FeedChanged', key: name, occurredAt: now, receivedAt: now, payload };
  }
}
