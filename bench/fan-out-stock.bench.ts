import { barsOf } from './catalogue.ts';
import { broadcastArm, gatewayReaders, openCrowd } from './fan-out/broadcast.ts';
import { startGatewayStack } from './fan-out/gateway-stack.ts';
import { Publisher } from './fan-out/publisher.ts';
import { joinedQueries } from './fan-out/queries.ts';
import { symbolsOf } from './fan-out/world.ts';
import type { Bench } from './frame/bench.ts';
import { runPaired } from './frame/paired.ts';
import { peerReaders, startStockServer } from './peers/stock-server.ts';

/** CPU of the server for each delivered message: the shipped gateway, against graphql-ws that executes for each subscriber. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const count = quick ? 90 : 1_000;
    const [of, ofStock] = [symbolsOf(1), symbolsOf(3)];
    const stack = await startGatewayStack(context);
    const asked = { symbols: ofStock, queries: joinedQueries, count };
    const stock = await startStockServer(context, stack, asked);
    const publisher = new Publisher(stack);
    const readers = await gatewayReaders(stack, { queries: joinedQueries, symbols: of, count });
    const crowd = await openCrowd(context, 'subscribers', stack.port, readers);
    const stockCrowd = await openCrowd(context, 'subscribers of graphql-ws', stock.port, peerReaders(asked));
    const same = { publisher, rounds: quick ? 20 : 60, together: 1 };
    const paired = await runPaired({
      anchor: broadcastArm({ ...same, name: 'graphql-ws', server: 'stock', crowd: stockCrowd, symbols: ofStock }),
      candidate: broadcastArm({ ...same, name: 'gateway', server: 'gateway', crowd, symbols: of }),
      bars: barsOf('fan-out-stock'),
      rounds: quick ? 1 : 5,
      controlRounds: quick ? 1 : 3,
      processes: () => ({ ...stack.pids(), stock: [stock.pid], clients: [...crowd.pids, ...stockCrowd.pids] }),
      tell,
    });
    return { ...paired, settings: { ...stack.settings, stock: 'graphql-ws, executing for each subscriber, without tokens' } };
  },
};
