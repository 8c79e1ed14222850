import { barsOf } from './catalogue.ts';
import { broadcastArm, gatewayReaders, openCrowd } from './fan-out/broadcast.ts';
import { startGatewayStack } from './fan-out/gateway-stack.ts';
import { Publisher } from './fan-out/publisher.ts';
import { joinedQueries } from './fan-out/queries.ts';
import { symbolsOf } from './fan-out/world.ts';
import { startWsAnchor } from './fan-out/ws-anchor.ts';
import type { Bench } from './frame/bench.ts';
import { runPaired } from './frame/paired.ts';

/** CPU of the server for each delivered message: the shipped gateway, joined across subgraphs, against ready buffers through `ws`. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const count = quick ? 90 : 1_000;
    const [of, ofAnchor] = [symbolsOf(1), symbolsOf(2)];
    const stack = await startGatewayStack(context);
    const ws = await startWsAnchor(context, stack, { symbols: ofAnchor, queries: joinedQueries, readers: count });
    const publisher = new Publisher(stack);
    const readers = await gatewayReaders(stack, { queries: joinedQueries, symbols: of, count });
    const crowd = await openCrowd(context, 'subscribers', stack.port, readers);
    const anchorCrowd = await openCrowd(context, 'readers of ws', ws.port, ws.readers);
    const same = { publisher, rounds: quick ? 20 : 120, together: 1 };
    const paired = await runPaired({
      anchor: broadcastArm({ ...same, name: 'ws', server: 'ws', crowd: anchorCrowd, symbols: ofAnchor }),
      candidate: broadcastArm({ ...same, name: 'gateway', server: 'gateway', crowd, symbols: of }),
      bars: barsOf('fan-out'),
      rounds: quick ? 1 : 5,
      controlRounds: quick ? 1 : 3,
      processes: () => ({ ...stack.pids(), ws: [ws.pid], clients: [...crowd.pids, ...anchorCrowd.pids] }),
      tell,
    });
    return { ...paired, settings: stack.settings };
  },
};
