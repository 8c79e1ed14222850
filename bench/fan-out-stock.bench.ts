import { barsOf } from './catalogue.ts';
import { broadcastArm, openCrowd } from './fan-out/broadcast.ts';
import { openGateway } from './fan-out/contest.ts';
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
    const { stack, publisher, gateway } = await openGateway(context, count);
    const asked = { symbols: symbolsOf(3), queries: joinedQueries, count };
    const server = await startStockServer(context, stack, asked);
    const crowd = await openCrowd(context, 'subscribers of graphql-ws', server.port, peerReaders(asked));
    const stock = { name: 'graphql-ws', server: 'stock', crowd, symbols: asked.symbols };
    const same = { publisher, rounds: quick ? 20 : 50, together: 1 };
    const paired = await runPaired({
      anchor: broadcastArm({ ...stock, ...same }),
      candidate: broadcastArm({ ...gateway, ...same }),
      bars: barsOf('fan-out-stock'),
      rounds: quick ? 1 : 5,
      controlRounds: quick ? 1 : 3,
      processes: () => ({ ...stack.pids(), stock: [server.pid], clients: [...gateway.crowd.pids, ...crowd.pids] }),
      tell,
    });
    return { ...paired, settings: { ...stack.settings, stock: 'graphql-ws, executing for each subscriber, without tokens' } };
  },
};
