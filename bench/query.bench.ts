import { barsOf } from './catalogue.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { joinPairs } from './frame/joined.ts';
import { type Paired, runPaired } from './frame/paired.ts';
import { startShipped, startStock } from './query/gateways.ts';
import type { Size } from './query/operations.ts';
import { type QueryGateway, queryArm, warmUp } from './query/query-arm.ts';
import { openQueryWorld, type QueryWorld } from './query/query-world.ts';

/** Of one run. */
const REQUESTS: Readonly<Record<Size, { readonly stock: number; readonly gateway: number }>> = {
  small: { stock: 800, gateway: 4_000 },
  large: { stock: 100, gateway: 500 },
};

/** Queries over HTTP subgraphs: the shipped gateway, against @apollo/gateway behind Apollo Server as they are documented. */
export const bench: Bench = {
  async measure(context) {
    const world = await openQueryWorld(context);
    const stock = await startStock(context, world);
    const gateway = await startShipped(context, world);
    const small = await compare(context, world, stock, gateway, 'small');
    const large = await compare(context, world, stock, gateway, 'large');
    return {
      ...joinPairs({ small, large }),
      settings: { ...gateway.settings, ...world.settings, deduplication: 'nothing under way is alike' },
    };
  },
};

async function compare(
  { quick, tell }: BenchContext,
  world: QueryWorld,
  stock: QueryGateway,
  gateway: QueryGateway,
  size: Size,
): Promise<Paired> {
  const share = quick ? 0.1 : 1;
  const [ofStock, ofGateway] = [REQUESTS[size].stock * share, REQUESTS[size].gateway * share];
  await warmUp(world, stock, size, ofStock * 2);
  await warmUp(world, gateway, size, ofGateway * 2);
  return runPaired({
    anchor: queryArm(world, stock, size, ofStock),
    candidate: queryArm(world, gateway, size, ofGateway),
    bars: barsOf('query').slice(0, 2),
    rounds: quick ? 1 : 5,
    controlRounds: quick ? 1 : 3,
    processes: () => ({ ...world.pids(), stock: [stock.pid], gateway: [gateway.pid] }),
    tell,
  });
}
