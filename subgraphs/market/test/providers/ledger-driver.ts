import { Metrics, silentLogger } from '@marketgraph/service';
import type { LedgerServer, ManualClock } from '@marketgraph/test-kit';
import type { CallLimit } from '../../src/domain/call-budget.ts';
import { MemoryBudget } from '../../src/domain/memory-budget.ts';
import type { Classify, RestClient } from '../../src/providers/rest/rest-answer.ts';
import { openRestClient } from '../../src/providers/rest/rest-client.ts';
import { StreamFeed } from '../../src/providers/stream/stream-feed.ts';
import type { StreamVenue } from '../../src/providers/stream/stream-venue.ts';
import type { FeedDriver } from './contract/feed-driver.ts';

export interface LedgerVenue<Server extends LedgerServer> {
  readonly clock: ManualClock;
  readonly server: Server;
  /** It has no keys: its address is given one, which must not be told either. */
  readonly canary: string;
  readonly limits: readonly CallLimit[];
  readonly classify: Classify;
  /** Behind the point of each price, and the size of each trade, as the venue writes them. */
  readonly digits: { readonly cents: string; readonly size: string };
  productOf(symbol: string): string;
  venueOf(wsUrl: string, rest: RestClient): StreamVenue;
}

type Driven = 'feed' | 'trade' | 'release' | 'ledger' | 'forget' | 'stop' | 'clock' | 'server' | 'secrets';

/** What the drivers of venues have in common whose servers keep a ledger. */
export function ledgerDriver<Server extends LedgerServer>(
  venue: LedgerVenue<Server>,
): Pick<FeedDriver, Driven> & { readonly server: Server } {
  const { clock, server, canary, digits, productOf } = venue;
  let price = 100;
  return {
    ...{ clock, server, secrets: [canary] },
    feed: (given) => {
      const rest = openRestClient({
        ...{ provider: 'venue', baseUrl: server.restUrl, secrets: [], budget: new MemoryBudget(venue.limits, clock) },
        ...{ clock, random: given.random, logger: silentLogger, metrics: new Metrics(), classify: venue.classify },
      });
      return new StreamFeed(venue.venueOf(`${server.wsUrl}/?token=${canary}`, rest), given);
    },
    trade: (symbol, telling) => {
      price += 1;
      const traded = { product: productOf(symbol), price: `${price}.${digits.cents}`, size: digits.size, side: 'BUY' } as const;
      const told = server.trade(traded, telling);
      return { key: told.id, price: told.price };
    },
    release: () => server.release(),
    ledger: (symbol) => server.ledger.of(productOf(symbol)).map(({ id, price: paid }) => ({ key: id, price: paid })),
    forget: (symbol, count) => {
      const product = productOf(symbol);
      server.ledger.forgetBelow(product, (server.ledger.last(product)?.id ?? 0) - count + 1);
    },
    stop: () => server.stop(),
  };
}
