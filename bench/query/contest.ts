import type { Bar, BenchContext } from '../frame/bench.ts';
import { type Paired, runPaired } from '../frame/paired.ts';
import type { Size } from './operations.ts';
import { type QueryGateway, queryArm, warmUp } from './query-arm.ts';
import type { QueryWorld } from './query-world.ts';

/** A gateway, and of each size how many requests one of its runs has: about a second of work. */
export interface Contestant {
  readonly gateway: QueryGateway;
  readonly requests: Readonly<Record<Size, number>>;
}

export interface Contest {
  readonly world: QueryWorld;
  readonly anchor: Contestant;
  readonly candidate: Contestant;
  readonly size: Size;
  readonly bars: readonly Bar[];
  /** Of the anchor against itself. */
  readonly controlRounds: number;
}

/** Runs before anything is measured, of each gateway: peers get faster for long. */
const WARM_RUNS = 3;

export async function compareGateways({ quick, tell }: BenchContext, contest: Contest): Promise<Paired> {
  const { world, size, bars, anchor, candidate } = contest;
  const countOf = ({ requests }: Contestant) => Math.ceil(requests[size] * (quick ? 0.1 : 1));
  for (const side of [anchor, candidate]) await warmUp(world, side.gateway, size, countOf(side) * WARM_RUNS);
  const armOf = (side: Contestant) => queryArm(world, side.gateway, size, countOf(side));
  const pids = [anchor, candidate].map(({ gateway }) => [gateway.name, [gateway.pid]] as const);
  return runPaired({
    anchor: armOf(anchor),
    candidate: armOf(candidate),
    bars,
    rounds: quick ? 1 : 5,
    controlRounds: quick ? 1 : contest.controlRounds,
    processes: () => ({ ...world.pids(), ...Object.fromEntries(pids) }),
    tell,
  });
}
