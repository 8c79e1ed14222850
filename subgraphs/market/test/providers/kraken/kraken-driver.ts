import { KrakenServer, ManualClock } from '@marketgraph/test-kit';
import { defaultLimits } from '../../../src/domain/call-budget.ts';
import { classifyKraken } from '../../../src/providers/kraken/classify.ts';
import { krakenVenue } from '../../../src/providers/kraken/venue.ts';
import type { FeedDriver } from '../contract/feed-driver.ts';
import { ledgerDriver } from '../ledger-driver.ts';

export const krakenCan: FeedDriver['can'] = {
  ...{ kind: 'STREAM', ids: true, history: true, acknowledges: true, refusesSymbols: true, limitsMessages: true },
};

export async function krakenDriver(): Promise<FeedDriver & { readonly server: KrakenServer }> {
  const clock = new ManualClock();
  const server = await new KrakenServer({ clock, products: ['BTC/USD', 'ETH/USD'], firstId: 1_000 }).listen();
  return {
    ...ledgerDriver({
      ...{ clock, server, canary: 'canary-kraken-5d40', limits: defaultLimits.kraken, classify: classifyKraken },
      productOf: (symbol) => symbol.replace('-', '/'),
      digits: { cents: '50', size: '0.25000000' },
      venueOf: (wsUrl, rest) => krakenVenue({ wsUrl, rest }),
    }),
    ...{ can: krakenCan, symbols: ['BTC-USD', 'ETH-USD'], unknownSymbol: 'NONE-USD' },
    heartbeat: () => server.broadcast('{"channel":"heartbeat"}'),
    unknownFrame: () => '{"channel":"instrument","type":"update","data":{}}',
    malformedFrame: () => '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","trade_id":"no number"}]}',
    followed: () =>
      [...server.links]
        .flatMap(({ subscriptions }) => [...subscriptions])
        .flatMap((one) => (one.startsWith('trade:') ? [one.slice('trade:'.length).replace('/', '-')] : [])),
    limit: () => server.troubleRest({ body: { error: ['EGeneral:Too many requests'] } }),
  };
}
