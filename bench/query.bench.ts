import { barsOf } from './catalogue.ts';
import type { Bench } from './frame/bench.ts';
import { joinPairs } from './frame/joined.ts';
import { compareGateways } from './query/contest.ts';
import { startShipped, startStock } from './query/gateways.ts';
import { openQueryWorld } from './query/query-world.ts';

/** Queries over HTTP subgraphs: the shipped gateway, against @apollo/gateway behind Apollo Server as they are documented. */
export const bench: Bench = {
  async measure(context) {
    const world = await openQueryWorld(context);
    const anchor = { gateway: await startStock(context, world), requests: { small: 800, large: 100 } };
    const shipped = await startShipped(context, world);
    const candidate = { gateway: shipped, requests: { small: 4_000, large: 500 } };
    const same = { world, anchor, candidate, controlRounds: 3 };
    const small = await compareGateways(context, { ...same, size: 'small', bars: barsOf('query').slice(0, 2) });
    const large = await compareGateways(context, { ...same, size: 'large', bars: barsOf('query').slice(2) });
    return { ...joinPairs({ small, large }), settings: { ...shipped.settings, ...world.settings } };
  },
};
