import { startGatewayStack } from './fan-out/gateway-stack.ts';
import { Publisher } from './fan-out/publisher.ts';
import { joinedQueries } from './fan-out/queries.ts';
import { symbolsOf } from './fan-out/world.ts';
import type { Bench } from './frame/bench.ts';
import { joinPairs } from './frame/joined.ts';
import { runPair } from './selections/pairs.ts';
import { oneQuery, tenQueries } from './selections/queries.ts';
import { differentWatchlists, equalWatchlists, WATCHED } from './selections/watchlists.ts';

/** What the gateway's CPU for each delivered message depends on: not on how many selection sets there are, nor on whose list a symbol is. */
export const bench: Bench = {
  async measure(context) {
    const { quick } = context;
    const count = quick ? 100 : 1_000;
    const stack = await startGatewayStack(context);
    const publisher = new Publisher(stack);
    const lists = (symbols: readonly string[]) => Array.from({ length: count }, () => symbols);
    const [ofOne, ofTen] = [symbolsOf(3), symbolsOf(4)];
    const selections = await runPair({
      ...{ context, stack, publisher, events: quick ? 10 : 60 },
      anchor: { name: 'one selection set', queries: oneQuery, watchlists: lists(ofOne), symbols: ofOne },
      candidate: { name: 'ten selection sets', queries: tenQueries, watchlists: lists(ofTen), symbols: ofTen },
    });
    // The same market of 50 symbols in both arms, so that as much is delivered: all of a tenth of the events, or a tenth of all of them.
    const [ofEqual, ofDifferent] = [symbolsOf(5, WATCHED), symbolsOf(6, WATCHED)];
    const watchlists = await runPair({
      ...{ context, stack, publisher, events: quick ? WATCHED : 8 * WATCHED },
      anchor: { name: 'equal watchlists', queries: joinedQueries, watchlists: equalWatchlists(ofEqual, count), symbols: ofEqual },
      candidate: {
        ...{ name: 'different watchlists', queries: joinedQueries },
        ...{ watchlists: differentWatchlists(ofDifferent, count), symbols: ofDifferent },
      },
    });
    const metrics = [...(await stack.metrics())];
    const sumOf = (name: string) =>
      metrics.reduce((sum, [key, value]) => sum + (key.startsWith(`marketgraph_subscription_${name}_total`) ? value : 0), 0);
    return {
      ...joinPairs({ selections, watchlists }),
      settings: stack.settings,
      conditions: {
        'nothing was executed by @apollo/gateway': sumOf('stock_executions') === 0,
        'nine of ten events were written without an execution': quick || sumOf('projections') >= 9 * sumOf('executions'),
      },
    };
  },
};
