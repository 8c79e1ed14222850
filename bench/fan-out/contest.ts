import type { BenchContext } from '../frame/bench.ts';
import type { Processes } from '../frame/cpu.ts';
import { gatewayReaders, openCrowd } from './broadcast.ts';
import type { Crowd } from './crowd.ts';
import { type GatewayStack, startGatewayStack } from './gateway-stack.ts';
import { Publisher } from './publisher.ts';
import { joinedQueries } from './queries.ts';
import { symbolsOf } from './world.ts';
import { startWsAnchor } from './ws-anchor.ts';

/** A server, who listens to it, and the symbols that they hear of. */
export interface Contestant {
  readonly name: string;
  /** The group of processes that serves. */
  readonly server: string;
  readonly crowd: Crowd;
  readonly symbols: readonly string[];
}

export interface Contest {
  readonly stack: GatewayStack;
  readonly publisher: Publisher;
  readonly gateway: Contestant;
  readonly ws: Contestant;
  readonly processes: Processes;
}

/** The shipped gateway and a bare `ws` on one log, each with as many sockets and the same three selection sets. */
export async function openContest(context: BenchContext, sockets: number): Promise<Contest> {
  const [ofGateway, ofWs] = [symbolsOf(1), symbolsOf(2)];
  const stack = await startGatewayStack(context);
  const anchor = await startWsAnchor(context, stack, { symbols: ofWs, queries: joinedQueries, readers: sockets });
  const readers = await gatewayReaders(stack, { queries: joinedQueries, symbols: ofGateway, count: sockets });
  const crowd = await openCrowd(context, 'subscribers', stack.port, readers);
  const anchorCrowd = await openCrowd(context, 'readers of ws', anchor.port, anchor.readers);
  return {
    stack,
    publisher: new Publisher(stack),
    gateway: { name: 'gateway', server: 'gateway', crowd, symbols: ofGateway },
    ws: { name: 'ws', server: 'ws', crowd: anchorCrowd, symbols: ofWs },
    processes: () => ({ ...stack.pids(), ws: [anchor.pid], clients: [...crowd.pids, ...anchorCrowd.pids] }),
  };
}
