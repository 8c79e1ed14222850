import { type LedgerTrade, VenueLedger } from './venue-ledger.ts';
import { VenueServer, type VenueServerOptions } from './venue-server.ts';

/** How a trade is told: as it happens, not at all, twice, or when held trades are released, which is in the wrong order. */
export type Telling = 'SENT' | 'DROPPED' | 'TWICE' | 'HELD';

export type TradeToTell = Omit<LedgerTrade, 'id' | 'occurredAt'> & { readonly occurredAt?: number };

/** A venue that numbers its trades, and tells them as a test wants. */
export abstract class LedgerServer extends VenueServer {
  readonly ledger: VenueLedger;
  /** So many of the newest trades REST does not know yet. */
  restLag = 0;
  #held: LedgerTrade[] = [];

  constructor(options: VenueServerOptions & { readonly firstId?: number }) {
    super(options);
    this.ledger = new VenueLedger(options.firstId);
  }

  /** Tells a trade, once more if it was told. */
  abstract tell(trade: LedgerTrade): void;

  /** Something was traded. */
  trade(traded: TradeToTell, telling: Telling = 'SENT'): LedgerTrade {
    const trade = this.ledger.add({ ...traded, occurredAt: traded.occurredAt ?? this.clock.now() });
    if (telling === 'SENT' || telling === 'TWICE') this.tell(trade);
    if (telling === 'TWICE') this.tell(trade);
    if (telling === 'HELD') this.#held.push(trade);
    return trade;
  }

  /** Tells held trades, newest first. */
  release(): void {
    for (const trade of this.#held.reverse()) this.tell(trade);
    this.#held = [];
  }

  /** The newest id that REST knows. */
  protected newestOfRest(product: string): number {
    return (this.ledger.last(product)?.id ?? 0) - this.restLag;
  }
}
