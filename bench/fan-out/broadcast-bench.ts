import { barsOf } from '../catalogue.ts';
import type { Bench } from '../frame/bench.ts';
import { runPaired } from '../frame/paired.ts';
import { broadcastArm } from './broadcast.ts';
import { openContest } from './contest.ts';
import { joinedQueries } from './queries.ts';

export interface BroadcastBench {
  readonly name: string;
  /** In one run of an arm, and in a smoke run. */
  readonly lots: number;
  readonly quickLots: number;
  /** Events of a lot, due at once. */
  readonly together: number;
}

const SAME_BYTES = 0.01;

/** CPU of the server for each delivered message: the shipped gateway, joined across subgraphs, against ready buffers through `ws`. */
export function broadcastBench({ name, lots, quickLots, together }: BroadcastBench): Bench {
  return {
    async measure(context) {
      const { quick, tell } = context;
      const sockets = quick ? 90 : 1_000;
      const { stack, publisher, gateway, ws, processes } = await openContest(context, sockets);
      const same = { publisher, rounds: quick ? quickLots : lots, together };
      const paired = await runPaired({
        anchor: broadcastArm({ ...ws, ...same }),
        candidate: broadcastArm({ ...gateway, ...same }),
        bars: barsOf(name),
        rounds: quick ? 1 : 5,
        controlRounds: quick ? 1 : 3,
        processes,
        tell,
      });
      const { anchorBytes = 0, candidateBytes = 0 } = paired.absolute;
      const { compared } = await gateway.crowd.report();
      const conditions = {
        'each event was made into a message once for each selection set': madeOncePerSet(await stack.metrics(), sockets),
        'both sent the same number of bytes within 1 %': Math.abs(candidateBytes / anchorBytes - 1) < SAME_BYTES,
        'frames were compared with what was published': compared > 0,
      };
      return { ...paired, conditions, settings: stack.settings };
    },
  };
}

/** By the gateway's own counts since its start. */
function madeOncePerSet(metrics: ReadonlyMap<string, number>, sockets: number): boolean {
  const sum = (start: string) => [...metrics].reduce((total, [name, value]) => total + (name.startsWith(`${start}{`) ? value : 0), 0);
  const made = sum('subscription_executions_total') + sum('subscription_projections_total');
  return made === (sum('subscription_messages_total') / sockets) * joinedQueries.length;
}
