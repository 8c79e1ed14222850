import { barsOf } from './catalogue.ts';
import { broadcastArm } from './fan-out/broadcast.ts';
import { openContest } from './fan-out/contest.ts';
import type { Bench } from './frame/bench.ts';
import { runPaired } from './frame/paired.ts';

/** CPU of the server for each delivered message: the shipped gateway, joined across subgraphs, against ready buffers through `ws`. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const { stack, publisher, gateway, ws, processes } = await openContest(context, quick ? 90 : 1_000);
    const same = { publisher, rounds: quick ? 20 : 120, together: 1 };
    const paired = await runPaired({
      anchor: broadcastArm({ ...ws, ...same }),
      candidate: broadcastArm({ ...gateway, ...same }),
      bars: barsOf('fan-out'),
      rounds: quick ? 1 : 5,
      controlRounds: quick ? 1 : 3,
      processes,
      tell,
    });
    return { ...paired, settings: stack.settings };
  },
};
