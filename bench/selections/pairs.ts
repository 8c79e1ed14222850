import { randomUUID } from 'node:crypto';
import { barsOf } from '../catalogue.ts';
import { broadcastArm, openCrowd } from '../fan-out/broadcast.ts';
import type { Crowd } from '../fan-out/crowd.ts';
import type { GatewayStack } from '../fan-out/gateway-stack.ts';
import type { Publisher } from '../fan-out/publisher.ts';
import type { BenchContext } from '../frame/bench.ts';
import { type Paired, runPaired } from '../frame/paired.ts';

/** Who listens in one arm: each reader with a watchlist, the queries dealt in turn. */
export interface Listeners {
  readonly name: string;
  readonly queries: readonly string[];
  readonly watchlists: readonly (readonly string[])[];
  /** What is told, in turn; also what nobody listens to. */
  readonly symbols: readonly string[];
}

export interface PairOptions {
  readonly context: BenchContext;
  readonly stack: GatewayStack;
  readonly publisher: Publisher;
  readonly anchor: Listeners;
  readonly candidate: Listeners;
  /** Events of one run. */
  readonly events: number;
}

/** One gateway serves both crowds; only one of them hears anything at a time. */
export async function runPair({ context, stack, publisher, anchor, candidate, events }: PairOptions): Promise<Paired> {
  const crowds: Crowd[] = [];
  const open = async ({ name, queries, watchlists, symbols }: Listeners) => {
    const readers = watchlists.map(async (watched, index) => ({
      id: randomUUID(),
      token: await stack.tokenOf(randomUUID()),
      query: queries[index % queries.length] ?? '',
      symbols: watched,
    }));
    const crowd = await openCrowd(context, name, stack.port, await Promise.all(readers));
    crowds.push(crowd);
    return broadcastArm({ name, server: 'gateway', crowd, publisher, symbols, rounds: events, together: 1 });
  };
  const { quick, tell } = context;
  return runPaired({
    anchor: await open(anchor),
    candidate: await open(candidate),
    bars: barsOf('selections').slice(0, 1),
    rounds: quick ? 1 : 5,
    controlRounds: quick ? 1 : 2,
    processes: () => ({ ...stack.pids(), clients: crowds.flatMap(({ pids }) => pids) }),
    tell,
  });
}
