import type { BenchContext } from '../frame/bench.ts';
import type { Processes } from '../frame/cpu.ts';
import { type Contestant, gatewayReaders, openCrowd } from './broadcast.ts';
import { type GatewayStack, startGatewayStack } from './gateway-stack.ts';
import { Publisher } from './publisher.ts';
import { joinedQueries } from './queries.ts';
import { symbolsOf } from './world.ts';
import { startWsAnchor } from './ws-anchor.ts';

/** The shipped gateway, and those who listen to it. */
export interface GatewaySide {
  readonly stack: GatewayStack;
  readonly publisher: Publisher;
  readonly gateway: Contestant;
}

export interface Contest extends GatewaySide {
  readonly ws: Contestant;
  readonly processes: Processes;
}

/** Each socket with one of three selection sets, joined across subgraphs. */
export async function openGateway(context: BenchContext, sockets: number): Promise<GatewaySide> {
  const symbols = symbolsOf(1);
  const stack = await startGatewayStack(context);
  const readers = await gatewayReaders(stack, { queries: joinedQueries, symbols, count: sockets });
  const crowd = await openCrowd(context, 'subscribers', stack.port, readers);
  return { stack, publisher: new Publisher(stack), gateway: { name: 'gateway', server: 'gateway', crowd, symbols } };
}

/** The shipped gateway and a bare `ws` on one log, each with as many sockets and the same three selection sets. */
export async function openContest(context: BenchContext, sockets: number): Promise<Contest> {
  const { stack, publisher, gateway } = await openGateway(context, sockets);
  const symbols = symbolsOf(2);
  const anchor = await startWsAnchor(context, stack, { symbols, queries: joinedQueries, readers: sockets });
  const crowd = await openCrowd(context, 'readers of ws', anchor.port, anchor.readers);
  return {
    stack,
    publisher,
    gateway,
    ws: { name: 'ws', server: 'ws', crowd, symbols },
    processes: () => ({ ...stack.pids(), ws: [anchor.pid], clients: [...gateway.crowd.pids, ...crowd.pids] }),
  };
}
