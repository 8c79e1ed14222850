import { barsOf } from './catalogue.ts';
import type { Bench } from './frame/bench.ts';
import { joinPairs } from './frame/joined.ts';
import { compareGateways } from './query/contest.ts';
import { startEmbeddedGateway } from './query/embedded-gateway.ts';
import { startStock } from './query/gateways.ts';
import { openQueryWorld } from './query/query-world.ts';

/** The same graphs in the process of the gateway, and behind HTTP and @apollo/gateway. */
export const bench: Bench = {
  async measure(context) {
    const world = await openQueryWorld(context);
    const anchor = { gateway: await startStock(context, world), requests: { small: 800, large: 100 } };
    const embedded = await startEmbeddedGateway(context);
    const candidate = { gateway: embedded, requests: { small: 4_000, large: 500 } };
    const same = { world, anchor, candidate, controlRounds: 3 };
    const bars = barsOf('query-embedded');
    const small = await compareGateways(context, { ...same, size: 'small', bars: bars.slice(0, 1) });
    const large = await compareGateways(context, { ...same, size: 'large', bars: bars.slice(1) });
    return { ...joinPairs({ small, large }), settings: { ...embedded.settings, ...world.settings } };
  },
};
